import { useEffect, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useStore } from "zustand";
import type { Passage } from "../../memory/model";
import { hrefOf } from "../../state/route";
import type { SourceView } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import { Icon } from "../parts/Icon";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { clockTime, dayAndTime } from "../time";
import styles from "./library.module.css";

/** A source read from its beginning, or at the passage that was cited. */
export function SourceReader({ passageId }: { passageId: string | null }) {
  const { sourceView } = useApp();
  const id = useStore(sourceView, (state) => state.id);
  const opened = useStore(sourceView, (state) => state.opened);
  const scroller = useRef<HTMLElement>(null);
  return (
    <section
      ref={scroller}
      className={styles.reader}
      aria-label={opened.is === "open" ? opened.value.source.title : strings.library.open}
    >
      <a className={styles.back} href={hrefOf({ screen: "library", sourceId: null, passageId: null })}>
        <Icon name="back" />
        {strings.library.back}
      </a>
      {opened.is === "open" && <Passages key={id} view={opened.value} passageId={passageId} scroller={scroller} />}
      {opened.is === "missing" && <p>{strings.library.missing}</p>}
      {opened.is === "failed" && (
        <FailureNote
          what={strings.library.sourceFailed}
          failure={opened.failure}
          onRetry={() => void sourceView.getState().open(id)}
        />
      )}
    </section>
  );
}

interface PassagesProps {
  view: SourceView;
  passageId: string | null;
  scroller: React.RefObject<HTMLElement | null>;
}

function Passages({ view, passageId, scroller }: PassagesProps) {
  const { source, passages } = view;
  const list = useRef<VirtualizerHandle>(null);
  const head = useRef<HTMLDivElement>(null);
  const [headHeight, setHeadHeight] = useState(0);
  const now = Date.now();
  useEffect(() => setHeadHeight(head.current?.offsetHeight ?? 0), []);
  const at = passageId === null ? -1 : passages.findIndex((passage) => passage.id === passageId);
  useEffect(() => {
    if (at >= 0) list.current?.scrollToIndex(at, { align: "center" });
  }, [at]);
  return (
    <>
      <div ref={head} className={styles.readerHead}>
        <h2>{source.title}</h2>
        <p>
          {strings.library.kind(source)} ·{" "}
          <Time at={source.addedAt}>{strings.library.addedOn(source.addedAt, now)}</Time>
        </p>
      </div>
      <Virtualizer ref={list} scrollRef={scroller} startMargin={headHeight} bufferSize={800} data={passages}>
        {(passage, index) => (
          <PassageLine
            key={passage.id}
            passage={passage}
            before={passages[index - 1]}
            chat={source.kind === "chat"}
            cited={passage.id === passageId}
          />
        )}
      </Virtualizer>
    </>
  );
}

interface PassageLineProps {
  passage: Passage;
  before: Passage | undefined;
  chat: boolean;
  cited: boolean;
}

function PassageLine({ passage, before, chat, cited }: PassageLineProps) {
  const newSection = passage.section !== "" && passage.section !== before?.section;
  const now = Date.now();
  return (
    <div className={styles.passage}>
      {newSection && <h3>{passage.section}</h3>}
      {passage.saidAt !== null && (chat || passage.saidAt !== before?.saidAt) && (
        <p className={styles.said}>
          <Time at={passage.saidAt}>
            {chat ? dayAndTime(passage.saidAt, now) : `${passage.speaker ?? ""} ${clockTime(passage.saidAt)}`}
          </Time>
        </p>
      )}
      <p className={styles.words}>{cited ? <mark>{passage.text}</mark> : passage.text}</p>
    </div>
  );
}
