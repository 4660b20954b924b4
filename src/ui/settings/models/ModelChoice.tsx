import { useId } from "react";
import { useStore } from "zustand";
import type { ModelState } from "../../../state/languageModel";
import { useApp } from "../../AppContext";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { ModelTesting } from "./ModelTesting";
import { choiceOf, optionsOf } from "./modelOptions";
import styles from "./models.module.css";
import { Steps } from "./Steps";
import { TransferProgress } from "./TransferProgress";
import { type ModelInUse, useModelInUse } from "./useModelInUse";

/** Which language model writes the answers, and how far it is. */
export function ModelChoice() {
  const { models, languageModel } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const note = useStore(models, (state) => state.note);
  const recommended = useStore(models, (state) => state.recommended);
  const choice = useStore(languageModel, choiceOf);
  const inUse = useModelInUse();
  const { state } = inUse;
  const id = useId();
  const said = strings.models;
  const { choose, reload } = languageModel.getState();
  return (
    <>
      <h2>
        <label htmlFor={id}>{said.title}</label>
      </h2>
      <p>{said.body}</p>
      <div className={styles.line}>
        <select id={id} value={choice} disabled={rows === null} onChange={(event) => void choose(event.target.value)}>
          <option value="">{said.none}</option>
          {optionsOf(rows ?? [], recommended, choice).map(({ model, unfit }) => (
            <option key={model.id} value={model.id}>
              {said.option(model, unfit === "software-graphics")}
            </option>
          ))}
        </select>
        {state.is === "failed" && (
          <button type="button" className={parts.button} onClick={() => void reload()}>
            {strings.tryAgain}
          </button>
        )}
      </div>
      <p className={styles.state} aria-live="polite">
        {rows === null && state.is === "none" ? said.state.looking : stateSentence(inUse)}
      </p>
      <StateProgress state={state} label={said.progressOf(inUse.name)} />
      <Steps />
      {note !== "" && <p className={styles.small}>{note}</p>}
      <ModelTesting />
    </>
  );
}

function stateSentence({ state, name, kind }: ModelInUse): string {
  const said = strings.models.state;
  switch (state.is) {
    case "none":
      return said.none;
    case "fetching":
      return said.fetching(name);
    case "coming":
      return said.coming(name);
    case "loading":
      return said.loading(name);
    case "ready":
      return said.ready(name, kind);
    case "failed":
      return `${said.failed(name)} ${strings.reason(state.failure)}`;
  }
}

function StateProgress({ state, label }: { state: ModelState; label: string }) {
  switch (state.is) {
    case "fetching":
      return <TransferProgress label={label} done={state.fetched} total={state.bytes} />;
    case "coming":
      return <TransferProgress label={label} {...state.progress} />;
    case "loading":
      return <TransferProgress label={label} done={state.done} total={state.total} />;
    default:
      return null;
  }
}
