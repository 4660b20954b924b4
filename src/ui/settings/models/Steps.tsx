import { useStore } from "zustand";
import { useApp } from "../../AppContext";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import styles from "./models.module.css";
import { stepSentences } from "./stepSentences";
import { useModelInUse } from "./useModelInUse";

/** The steps down from the chosen model, where it did not run, and the way back up. */
export function Steps() {
  const { models, languageModel } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const steps = useStore(languageModel, (state) => state.steps);
  const rung = useStore(languageModel, (state) => state.rung);
  const inUse = useModelInUse();
  const [first] = steps;
  if (!first) return null;
  const said = strings.models.steps;
  const modelOf = (id: string) => rows?.find((row) => row.model.id === id)?.model;
  const nameOf = (id: string) => modelOf(id)?.name ?? id;
  const top = modelOf(first.from.modelId);
  const isTwin = top && top.name === inUse.name && top.kind !== inUse.kind;
  const sentences = stepSentences(steps, inUse.state.is === "failed" ? null : rung, nameOf);
  return (
    <div className={styles.steps}>
      <ul aria-label={said.list} aria-live="polite">
        {sentences.map((sentence, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place is what it is
          <li key={at}>{sentence}</li>
        ))}
      </ul>
      <div className={styles.line}>
        <button type="button" className={parts.button} onClick={() => void languageModel.getState().reload()}>
          {said.startAgain(isTwin ? `${top.name} ${strings.models.place(top.kind)}` : nameOf(first.from.modelId))}
        </button>
        <span className={styles.small}>{said.remembered}</span>
      </div>
    </div>
  );
}
