import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { count } from "../time";
import styles from "./reflection.module.css";

/** How much was told and how much of it is held, in words and in memories. */
export function Figures() {
  const { status } = useApp();
  const overview = useStore(status, (state) => state.overview);
  if (!overview || overview.wordsIn === 0) return null;
  const { wordsIn, wordsHeld, memories, sources } = overview;
  const said = strings.reflection;
  return (
    <div className={styles.figures}>
      <section>
        <h2>{said.figure}</h2>
        <p className={styles.big}>
          {said.percent(wordsIn, wordsHeld)} <small>{said.figureWords(wordsIn, wordsHeld)}</small>
        </p>
      </section>
      <section>
        <h2>{said.perMemory}</h2>
        <p className={styles.big}>
          {count(memories)} <small>{said.perMemoryWords(sources)}</small>
        </p>
      </section>
    </div>
  );
}
