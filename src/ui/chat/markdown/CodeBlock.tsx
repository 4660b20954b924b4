import { type ReactNode, useRef, useState } from "react";
import { strings } from "../../strings.en";
import styles from "../answer.module.css";

/** Code as it was written, with a button that copies it. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const code = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code.current?.textContent ?? "");
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className={styles.code}>
      <button type="button" aria-label={strings.chat.copyCode} onClick={() => void copy()}>
        {copied ? strings.chat.copied : strings.chat.copy}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, also by keyboard */}
      <pre ref={code} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}
