import { useStore } from "zustand";
import type { Notice } from "../../state/notices";
import { useApp } from "../AppContext";
import { Icon } from "../parts/Icon";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./shell.module.css";

/** What was changed, in a line each, with Undo. */
export function Notices() {
  const { notices } = useApp();
  const shown = useStore(notices, (state) => state.notices);
  return (
    <section className={styles.notices} aria-live="polite" aria-label={strings.shell.notices}>
      {shown.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { notices } = useApp();
  const { undo, dismiss } = notices.getState();
  const { state } = notice;
  const outcome =
    state.is === "undone"
      ? strings.undone
      : state.is === "undoing"
        ? strings.undoing
        : state.is === "refused"
          ? strings.reflection.undoFailed(state.reason)
          : state.is === "failed"
            ? strings.reflection.undoFailed(strings.reason(state.failure))
            : "";
  return (
    <div className={styles.notice}>
      <p>
        {notice.text} {outcome && <em>{outcome}</em>}
      </p>
      {notice.undo && (state.is === "open" || state.is === "failed") && (
        <button type="button" className={parts.undo} onClick={() => void undo(notice.id)}>
          {strings.undo}
        </button>
      )}
      <button type="button" className={parts.ghost} aria-label={strings.dismiss} onClick={() => dismiss(notice.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
