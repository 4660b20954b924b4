import styles from "./parts.module.css";

/** How far a piece of work is; without a total it moves without saying how far. */
export function ProgressBar({ done, total, label }: { done: number; total: number; label: string }) {
  const known = total > 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? Math.round((100 * done) / total) : undefined}
      className={styles.progress}
      data-known={known}
    >
      <i style={known ? { transform: `scaleX(${Math.min(1, done / total)})` } : undefined} />
    </div>
  );
}
