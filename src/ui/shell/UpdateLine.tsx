import { useStore } from "zustand";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./shell.module.css";

/** Says that a newer app waits, where one does. */
export function UpdateLine() {
  const { updates, applyUpdate } = useApp();
  const update = useStore(updates, (state) => state.update);
  if (update.is !== "waiting" && update.is !== "replaced") return null;
  return (
    <div className={styles.update}>
      {strings.shell.updateWaiting}{" "}
      <button type="button" className={parts.undo} onClick={applyUpdate}>
        {strings.shell.reload}
      </button>
    </div>
  );
}
