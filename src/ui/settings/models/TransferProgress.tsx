import { ProgressBar } from "../../parts/ProgressBar";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import styles from "./models.module.css";

interface TransferProgressProps {
  /** What it is the progress of. */
  label: string;
  /** Bytes. `total` 0: not known yet. */
  done: number;
  total: number;
  /** 0 where nobody knows. */
  bytesPerSecond?: number;
}

/** A bar with its megabytes and rest time. Who listens hears every tenth of it. */
export function TransferProgress({ label, done, total, bytesPerSecond = 0 }: TransferProgressProps) {
  const said = strings.models;
  const restMs = bytesPerSecond > 0 ? (1000 * Math.max(0, total - done)) / bytesPerSecond : null;
  const tens = total > 0 ? Math.floor((10 * Math.min(done, total)) / total) * 10 : 0;
  return (
    <div className={styles.progress}>
      <ProgressBar done={done} total={total} label={label} />
      <p className={styles.small}>{said.progress(done, total, restMs)}</p>
      <span className={parts.hidden} aria-live="polite">
        {tens > 0 && said.percent(label, tens)}
      </span>
    </div>
  );
}
