import { type KeyboardEvent, useId, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../../AppContext";
import { judgeStrings as said } from "../../judgeStrings.en";
import parts from "../../parts/parts.module.css";
import styles from "./judge.module.css";

/** The judge reads about seventy words of both together. */
const LONGEST = 400;

/** The two sentences, and examples to begin with. */
export function TryForm() {
  const { judge } = useApp();
  const idle = useStore(judge, (state) => state.trying.is === "idle");
  const [known, setKnown] = useState("");
  const [text, setText] = useState("");
  const empty = known.trim() === "" || text.trim() === "";
  const ask = (one: string, other: string) => void judge.getState().try(one.trim(), other.trim());
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    // A verdict stands only beside the sentences that it is about.
    judge.getState().clear();
  };
  return (
    <>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!empty) ask(known, text);
        }}
      >
        <Field label={said.known} value={known} onChange={edit(setKnown)} example={said.example[0][0]} />
        <Field label={said.text} value={text} onChange={edit(setText)} example={said.example[0][1]} />
        <div className={styles.line}>
          <button type="submit" className={parts.primary} disabled={empty}>
            {said.ask}
          </button>
          <small className={styles.hint}>
            {said.hint} <span className={styles.keys}>{said.hintKeys}</span>
          </small>
        </div>
      </form>
      {idle && known === "" && text === "" && (
        <div className={styles.examples}>
          <p>{said.examples}</p>
          <ul>
            {said.example.map(([one, other]) => (
              <li key={one}>
                <button
                  type="button"
                  onClick={() => {
                    setKnown(one);
                    setText(other);
                    ask(one, other);
                  }}
                >
                  <span>{one}</span>
                  <span>{other}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

interface FieldProps {
  label: string;
  value: string;
  example: string;
  onChange(value: string): void;
}

function Field({ label, value, example, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={LONGEST}
        value={value}
        placeholder={example}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={submitOnEnter}
      />
    </div>
  );
}

function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
