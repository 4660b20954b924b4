import { useId } from "react";
import { useStore } from "zustand";
import { chosenModel, type ModelState, modelBytes } from "../../state/languageModel";
import { useApp } from "../AppContext";
import { ProgressBar } from "../parts/ProgressBar";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./settings.module.css";

/** Which language model writes the answers, and how far it is. */
export function ModelSection() {
  const { languageModel } = useApp();
  const models = useStore(languageModel, (state) => state.models);
  const note = useStore(languageModel, (state) => state.note);
  const chosen = useStore(languageModel, chosenModel);
  const state = useStore(languageModel, (all) => all.state);
  const id = useId();
  const said = strings.settings;
  const { choose, reload } = languageModel.getState();
  return (
    <section>
      <h2>
        <label htmlFor={id}>{said.model}</label>
      </h2>
      <p>{said.modelBody}</p>
      <div className={styles.line}>
        <select id={id} value={chosen?.id ?? ""} onChange={(event) => void choose(event.target.value)}>
          <option value="">{said.none}</option>
          {models?.map((model) => (
            <option key={model.id} value={model.id}>
              {said.modelOption(model, modelBytes(model))}
            </option>
          ))}
        </select>
        {state.is === "failed" && (
          <button type="button" className={parts.button} onClick={() => void reload()}>
            {strings.tryAgain}
          </button>
        )}
      </div>
      <p className={styles.small} aria-live="polite">
        {stateSentence(state)}
      </p>
      {state.is === "fetching" && <ProgressBar done={state.fetched} total={state.bytes} label={said.model} />}
      {state.is === "loading" && <ProgressBar done={state.done} total={state.total} label={said.model} />}
      {note !== "" && <p className={styles.small}>{note}</p>}
    </section>
  );
}

function stateSentence(state: ModelState): string {
  const said = strings.settings.modelState;
  switch (state.is) {
    case "none":
      return said.none;
    case "ready":
      return said.ready;
    case "fetching":
      return said.fetching(state.fetched, state.bytes);
    case "loading":
      return said.loading(state.done, state.total);
    case "failed":
      return `${said.failed} ${strings.reason(state.failure)}`;
  }
}
