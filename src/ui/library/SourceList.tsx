import { useStore } from "zustand";
import type { Source } from "../../memory/model";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import { Time } from "../parts/Time";
import { VirtualList } from "../parts/VirtualList";
import { strings } from "../strings.en";
import { dayWord } from "../time";
import styles from "./library.module.css";
import { useForgetSource } from "./useForgetSource";

/** Every source, newest first, each to be opened or forgotten. */
export function SourceList({ current }: { current: string | null }) {
  const { library } = useApp();
  const sources = useStore(library, (state) => state.sources);
  const failure = useStore(library, (state) => state.failure);
  const jobs = useStore(library, (state) => state.jobs.length);
  const forget = useForgetSource();
  const said = strings.library;
  if (failure) {
    return <FailureNote what={said.loadFailed} failure={failure} onRetry={() => void library.getState().load()} />;
  }
  if (!sources) return null;
  if (sources.length === 0) {
    if (jobs > 0) return null;
    return (
      <div className={parts.empty}>
        <Brandmark />
        <h2>{said.empty}</h2>
        <p>{said.emptyBody}</p>
      </div>
    );
  }
  const now = Date.now();
  const kindOf = (source: Source) =>
    [said.kind(source), source.status === "stopped" ? said.stopped : source.status === "adding" ? said.adding : ""]
      .filter(Boolean)
      .join(", ");
  return (
    <div className={styles.sources}>
      <VirtualList label={said.list} items={sources} total={sources.length} itemSize={63}>
        {({ source, passages, memories }) => (
          <div key={source.id} className={styles.source} data-current={source.id === current}>
            <a
              href={hrefOf({ screen: "library", sourceId: source.id, passageId: null })}
              aria-current={source.id === current || undefined}
            >
              <span className={styles.title}>{source.title}</span>
              <small>
                {kindOf(source)} · {said.row(passages, memories)} ·{" "}
                <Time at={source.addedAt}>{dayWord(source.addedAt, now)}</Time>
              </small>
            </a>
            <button type="button" className={parts.ghost} onClick={() => void forget(source)}>
              {said.forget}
            </button>
          </div>
        )}
      </VirtualList>
    </div>
  );
}
