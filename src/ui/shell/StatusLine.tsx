import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import styles from "./shell.module.css";
import { statusOf } from "./statusOf";

/** The one status of the page. */
export function StatusLine() {
  const { status } = useApp();
  const database = useStore(status, (state) => state.database);
  const embedder = useStore(status, (state) => state.embedder);
  const { text, tone } = statusOf(database, embedder);
  const title = embedder.is === "failed" ? strings.reason(embedder.failure) : undefined;
  return (
    <div role="status" className={styles.status} data-tone={tone} title={title}>
      {text}
    </div>
  );
}
