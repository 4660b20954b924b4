import { hrefOf } from "../../../state/route";
import { strings } from "../../strings.en";
import styles from "./judge.module.css";

/** Leads to the page where the judge can be tried. */
export function JudgeSection() {
  return (
    <section>
      <h2>{strings.settings.judge}</h2>
      <p>{strings.settings.judgeBody}</p>
      <p>
        <a className={styles.to} href={hrefOf({ screen: "settings", page: "judge" })}>
          {strings.settings.tryJudge}
        </a>
      </p>
    </section>
  );
}
