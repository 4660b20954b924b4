import { useStore } from "zustand";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./shell.module.css";

/** Says that a newer app waits, or that the host sends no protection, where that is so. */
export function UpdateLine() {
  const { updates, applyUpdate } = useApp();
  const update = useStore(updates, (state) => state.update);
  const protection = useStore(updates, (state) => state.protection);
  const said = strings.shell;
  if (protection === "none") return <div className={styles.update}>{said.unprotected}</div>;
  const waits = update.is === "waiting" || update.is === "replaced";
  if (!waits && protection === "whole") return null;
  return (
    <div className={styles.update}>
      {protection === "whole" ? said.updateWaiting : said.protectAfterReload}{" "}
      <button type="button" className={parts.undo} onClick={applyUpdate}>
        {protection === "whole" ? said.reload : said.reloadToProtect}
      </button>
    </div>
  );
}
