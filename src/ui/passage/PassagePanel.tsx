import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { PassageContext, PassageSpot } from "../../state/passagePanel";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import { Highlight } from "../parts/Highlight";
import { Icon } from "../parts/Icon";
import parts from "../parts/parts.module.css";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { dayAndTime, dayName } from "../time";
import { useMediaQuery } from "../useMediaQuery";
import styles from "./passage.module.css";

/**
 * The passage behind a statement, its words marked between their neighbours: beside the text on a desktop, over a part of
 * it where there is no room. It holds nothing up: what is under it can still be read and used.
 */
export function PassagePanel() {
  const { passagePanel } = useApp();
  const spot = useStore(passagePanel, (state) => state.spot);
  const { close } = passagePanel.getState();
  useEffect(() => {
    addEventListener("hashchange", close);
    return () => removeEventListener("hashchange", close);
  }, [close]);
  return spot && <Panel key={`${spot.passageId}${spot.start}`} spot={spot} onClose={close} />;
}

function Panel({ spot, onClose }: { spot: PassageSpot; onClose(): void }) {
  const ref = useRef<HTMLDivElement>(null);
  const beside = useMediaQuery("(min-width: 1180px)");
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      onClose();
    };
    // Before the chat's own Escape, which stops an answer.
    addEventListener("keydown", onKey, true);
    return () => {
      removeEventListener("keydown", onKey, true);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [onClose]);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: either of its two roles takes a name
    <div
      ref={ref}
      tabIndex={-1}
      role={beside ? "complementary" : "dialog"}
      aria-label={strings.passage.title}
      className={styles.panel}
    >
      <Content spot={spot} onClose={onClose} />
    </div>
  );
}

function Content({ spot, onClose }: { spot: PassageSpot; onClose(): void }) {
  const { passagePanel } = useApp();
  const content = useStore(passagePanel, (state) => state.content);
  return (
    <>
      <div className={styles.head}>
        <h2>{content.is === "open" ? content.context.source.title : strings.passage.title}</h2>
        <button type="button" className={parts.ghost} aria-label={strings.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className={styles.body}>
        {content.is === "open" && <Passages spot={spot} context={content.context} />}
        {content.is === "missing" && <p>{strings.passage.missing}</p>}
        {content.is === "failed" && (
          <FailureNote
            what={strings.passage.failed}
            failure={content.failure}
            onRetry={() => void passagePanel.getState().show(spot)}
          />
        )}
      </div>
    </>
  );
}

function Passages({ spot, context }: { spot: PassageSpot; context: PassageContext }) {
  const { passage, source, before, after } = context;
  const now = Date.now();
  const cited = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Newer browsers return a promise here, which an effect must not.
    void cited.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <>
      <p className={styles.meta}>
        {passage.section && `${passage.section}, `}
        {passage.saidAt === null ? (
          <Time at={source.addedAt}>{strings.library.addedOn(source.addedAt, now)}</Time>
        ) : (
          <Time at={passage.saidAt}>
            {source.kind === "chat" ? strings.chat.youOn(passage.saidAt, now) : dayName(passage.saidAt, now)}
          </Time>
        )}
      </p>
      <div className={styles.words}>
        {before.map((neighbour) => (
          <p key={neighbour.id} className={styles.neighbour}>
            {neighbour.text}
          </p>
        ))}
        <p ref={cited} title={passage.saidAt === null ? undefined : dayAndTime(passage.saidAt, now)}>
          <Highlight text={passage.text} start={spot.start} end={spot.end} />
        </p>
        {after.map((neighbour) => (
          <p key={neighbour.id} className={styles.neighbour}>
            {neighbour.text}
          </p>
        ))}
      </div>
      <a className={parts.button} href={hrefOf({ screen: "library", sourceId: source.id, passageId: passage.id })}>
        {strings.passage.openInLibrary}
      </a>
    </>
  );
}
