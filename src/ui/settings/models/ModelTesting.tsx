import { useStore } from "zustand";
import type { ModelTest } from "../../../engines/llm/testModel";
import { useApp } from "../../AppContext";
import { FailureNote } from "../../parts/FailureNote";
import { ProgressBar } from "../../parts/ProgressBar";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import styles from "./models.module.css";
import { useModelInUse } from "./useModelInUse";

/** How well the language model in use does on this device: asked for, and told in a small table. */
export function ModelTesting() {
  const { languageModel } = useApp();
  const testing = useStore(languageModel, (all) => all.testing);
  const { state, id, name } = useModelInUse();
  const said = strings.models.test;
  if (state.is !== "ready") return null;
  const running = testing?.is === "running";
  const { test, stopTest } = languageModel.getState();
  return (
    <>
      <div className={styles.line}>
        <button type="button" className={parts.button} onClick={() => (running ? stopTest() : void test())}>
          {running ? strings.cancel : said.start}
        </button>
      </div>
      <p className={styles.small} aria-live="polite">
        {running && said.running}
      </p>
      {running && <ProgressBar done={testing.share} total={1} label={said.start} />}
      {testing?.is === "failed" && <FailureNote what={said.failed} failure={testing.failure} />}
      {testing?.is === "done" && testing.modelId === id && <Results name={name} result={testing.result} />}
    </>
  );
}

function Results({ name, result }: { name: string; result: ModelTest }) {
  const said = strings.models.test;
  const rows = [
    [said.speed, said.speeds(result.tokensPerSecondIn, result.tokensPerSecondOut)],
    [said.first, said.firstAfter(result.firstWordMs)],
    [said.form, said.tries(result.jsonRight, result.jsonAsked)],
  ] as const;
  return (
    <table className={styles.results}>
      <caption>{said.results(name)}</caption>
      <tbody>
        {rows.map(([what, how]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{how}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
