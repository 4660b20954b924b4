import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import { ProgressBar } from "../parts/ProgressBar";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./reflection.module.css";

/** The pass under way, or how the last one ended. */
export function Reflecting() {
  const { reflection } = useApp();
  const state = useStore(reflection, (all) => all.reflecting);
  const { stop, reflect } = reflection.getState();
  const said = strings.reflection;
  switch (state.is) {
    case "resting":
    case "done":
      return null;
    case "nothing":
      return <p className={styles.outcome}>{said.nothing}</p>;
    case "stopped":
      return <p className={styles.outcome}>{said.stopped}</p>;
    case "failed":
      return <FailureNote what={said.failed} failure={state.failure} onRetry={() => void reflect()} />;
    case "reflecting":
    case "elsewhere": {
      const { done, total, what } = state.progress;
      const mine = state.is === "reflecting";
      const heading = mine ? said.working : said.elsewhere;
      const left = mine && total > 0 && done > 0 ? leftOf(Date.now() - state.startedAt, done, total) : "";
      return (
        <div className={styles.working}>
          <div>
            <p>
              {heading} <small>{[what, left].filter(Boolean).join(", ")}</small>
            </p>
            <ProgressBar done={done} total={total} label={heading} />
          </div>
          {mine && (
            <button type="button" className={parts.button} disabled={state.stopping} onClick={stop}>
              {state.stopping ? said.stopping : said.stop}
            </button>
          )}
        </div>
      );
    }
  }
}

/** Rest time from the pace so far; silent where it is a few seconds. */
function leftOf(elapsed: number, done: number, total: number): string {
  const left = (elapsed / done) * (total - done);
  return left < 3_000 ? "" : strings.reflection.left(left);
}
