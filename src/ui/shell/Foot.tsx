import { useStore } from "zustand";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { StatusLine } from "./StatusLine";
import styles from "./shell.module.css";
import { statusOf } from "./statusOf";
import { UpdateLine } from "./UpdateLine";

/** The foot of the rail: status, language model, what is still being read. */
export function Foot() {
  const { status, models, languageModel } = useApp();
  const database = useStore(status, (state) => state.database);
  const embedder = useStore(status, (state) => state.embedder);
  const unindexed = useStore(status, (state) => state.unindexed);
  const modelId = useStore(languageModel, (state) => state.rung?.modelId);
  const name = useStore(models, (state) => state.rows?.find((row) => row.model.id === modelId)?.model.name) ?? modelId;
  const modelState = useStore(languageModel, (state) => state.state);
  const said = strings.shell;

  const modelLine = () => {
    const known = name ?? strings.models.unnamed;
    switch (modelState.is) {
      case "none":
        return said.noModel;
      case "ready":
        return said.modelOn(known);
      case "fetching":
        return said.modelFetching(known, modelState.fetched, modelState.bytes);
      case "coming":
        return said.modelComing(known, modelState.progress.done, modelState.progress.total);
      case "loading":
        return said.modelLoading(known);
      case "failed":
        return said.modelFailed(known);
    }
  };
  const quiet = statusOf(database, embedder).tone === "ready";
  return (
    <div className={styles.foot} data-quiet={quiet}>
      <StatusLine />
      <a href={hrefOf({ screen: "settings" })}>{modelLine()}</a>
      {unindexed > 0 && <div>{said.unindexed(unindexed)}</div>}
      <UpdateLine />
    </div>
  );
}
