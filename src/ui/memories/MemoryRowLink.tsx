import { memo } from "react";
import { hrefOf } from "../../state/route";
import type { MemoryRow } from "../../workers/memoryProtocol";
import { Stones } from "../parts/Stones";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { dayWord } from "../time";
import styles from "./memory.module.css";

/** How many passages and memories say so. */
export const supportOf = (memory: MemoryRow["memory"]): number =>
  Math.max(1, memory.evidence.length + memory.derivedFrom.length);

/** One memory in the list: its stones, its sentence, what it rests on, and since when it is kept. */
export const MemoryRowLink = memo(function MemoryRowLink({ row, current }: { row: MemoryRow; current: boolean }) {
  const { memory, sources } = row;
  const now = Date.now();
  const past = strings.memory.status(memory, now);
  return (
    <a
      className={styles.row}
      href={hrefOf({ screen: "memory", memoryId: memory.id })}
      aria-current={current || undefined}
      data-past={past !== ""}
    >
      <Stones support={supportOf(memory)} strength={memory.strength} className={styles.stones} />
      <span className={styles.rowText}>
        <span className={styles.statement}>{memory.text}</span>
        <small>{[past, strings.memory.row(memory, sources)].filter(Boolean).join(" · ")}</small>
      </span>
      <Time at={memory.learnedAt}>{dayWord(memory.learnedAt, now)}</Time>
    </a>
  );
});
