import { useEffect } from "react";
import { useStore } from "zustand";
import { hrefOf } from "../../../state/route";
import { useApp } from "../../AppContext";
import { judgeStrings as said } from "../../judgeStrings.en";
import { FailureNote } from "../../parts/FailureNote";
import { ProgressBar } from "../../parts/ProgressBar";
import parts from "../../parts/parts.module.css";
import settings from "../settings.module.css";
import styles from "./judge.module.css";
import { TryForm } from "./TryForm";
import { VerdictCard } from "./VerdictCard";
import { WrongList } from "./WrongList";

/** Two sentences in, what the judge makes of them in words, and a list of where it was wrong. */
export function JudgeScreen() {
  const { judge } = useApp();
  const trying = useStore(judge, (state) => state.trying);
  useEffect(() => {
    judge.getState().readWrong();
    return () => judge.getState().leave();
  }, [judge]);
  return (
    <>
      <div className={parts.bar}>
        <a className={styles.back} href={hrefOf({ screen: "settings" })}>
          {said.back}
        </a>
        <span className={styles.slash} aria-hidden="true">
          /
        </span>
        <h1>{said.title}</h1>
      </div>
      <div className={settings.scroll}>
        <div className={settings.sections}>
          <section>
            <p>{said.intro}</p>
            <TryForm />
            <div aria-live="polite">
              {(trying.is === "loading" || trying.is === "judging") && <Waiting words={said[trying.is]} />}
              {trying.is === "judged" && <VerdictCard tried={trying.tried} kept={trying.kept} />}
            </div>
            {(trying.is === "unavailable" || trying.is === "failed") && (
              <FailureNote
                what={said[trying.is]}
                failure={trying.failure}
                onRetry={() => void judge.getState().again()}
              />
            )}
          </section>
          <WrongList />
        </div>
      </div>
    </>
  );
}

function Waiting({ words }: { words: string }) {
  return (
    <div className={styles.waiting}>
      <p>{words}</p>
      <ProgressBar done={0} total={0} label={words} />
    </div>
  );
}
