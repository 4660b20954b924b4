import { useStore } from "zustand";
import { chosenModel } from "../../state/languageModel";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { StatusLine } from "./StatusLine";
import styles from "./shell.module.css";
import { statusOf } from "./statusOf";
import { UpdateLine } from "./UpdateLine";

/** The foot of the rail: status, language model, what is still being read. */
export function Foot() {
  const { status, languageModel } = useApp();
  const database = useStore(status, (state) => state.database);
  const embedder = useStore(status, (state) => state.embedder);
  const unindexed = useStore(status, (state) => state.unindexed);
  const model = useStore(languageModel, chosenModel);
  const modelState = useStore(languageModel, (state) => state.state);
  const said = strings.shell;

  const modelLine = () => {
    switch (modelState.is) {
      case "none":
        return said.noModel;
      case "ready":
        return said.modelOn(model?.name ?? modelState.model.id);
      case "fetching":
        return said.modelFetching(model?.name ?? "", modelState.fetched, modelState.bytes);
      case "loading":
        return said.modelLoading(model?.name ?? "");
      case "failed":
        return said.modelFailed(model?.name ?? strings.settings.model);
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
