import { useEffect, useId, useRef, useState } from "react";
import { PAIR_LABELS, type PairLabel, SENTENCE_LABELS, type TriedPair } from "../../../memory/ports";
import { useApp } from "../../AppContext";
import { judgeStrings as said } from "../../judgeStrings.en";
import parts from "../../parts/parts.module.css";
import styles from "./judge.module.css";

/** Readings below this share are not worth a line. */
const LEAST_SHARE = 0.02;
/** From here on it matters that the numbers forbid a repeat. */
const NOTED_SHARE = 0.2;

/** What the judge makes of two sentences, in words, and the way to say that it is wrong. */
export function VerdictCard({ tried, kept }: { tried: TriedPair; kept: boolean }) {
  const { likeliest, sentence } = tried;
  const alone = SENTENCE_LABELS.reduce((best, label) => (sentence[label] > sentence[best] ? label : best));
  const readings = PAIR_LABELS.filter((label) => tried.pair[label] >= LEAST_SHARE).sort(
    (a, b) => tried.pair[b] - tried.pair[a],
  );
  return (
    <div className={styles.card}>
      <h2 className={styles.verdict}>{said.means(likeliest)}</h2>
      <p>
        {said.sure(tried.sure, likeliest)} {said.does(tried.decision, likeliest)}{" "}
        {tried.otherNumber && tried.pair.same >= NOTED_SHARE && said.otherNumber}
      </p>
      <p>{said.alone(alone)}</p>
      <h3>{said.readings}</h3>
      <ul className={styles.readings}>
        {readings.map((label) => (
          <li key={label}>
            <span>{said.name(label)}</span>
            <span className={styles.bar} aria-hidden="true">
              <i style={{ transform: `scaleX(${tried.pair[label]})` }} />
            </span>
            <span className={styles.share}>{said.likely(tried.pair[label])}</span>
          </li>
        ))}
      </ul>
      {kept ? <Kept /> : <KeepWrong judged={likeliest} />}
    </div>
  );
}

/** Takes the focus from the button that it stands for now. */
function Kept() {
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <div className={styles.wrong}>
      <p ref={note} className={styles.kept} tabIndex={-1}>
        {said.keptBelow}
      </p>
    </div>
  );
}

function KeepWrong({ judged }: { judged: PairLabel }) {
  const { judge } = useApp();
  const [should, setShould] = useState<PairLabel | null>(null);
  const id = useId();
  return (
    <div className={styles.wrong}>
      <h3>{said.wrong}</h3>
      <div className={styles.line}>
        <label htmlFor={id}>{said.should}</label>
        <select
          id={id}
          value={should ?? ""}
          onChange={(event) => setShould(PAIR_LABELS.find((label) => label === event.target.value) ?? null)}
        >
          <option value="">{said.choose}</option>
          {PAIR_LABELS.filter((label) => label !== judged).map((label) => (
            <option key={label} value={label}>
              {said.name(label)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className={parts.button}
          disabled={should === null}
          onClick={() => should && judge.getState().keepWrong(should)}
        >
          {said.keep}
        </button>
      </div>
    </div>
  );
}
