import { useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import type { Answer } from "../../../memory/model";
import { strings } from "../../strings.en";
import styles from "../answer.module.css";
import { markdownParts } from "./markdownParts";
import { SourceButton } from "./SourceButton";
import { tieClaims } from "./tieClaims";

/** An answer's Markdown with a button for each source after the claim that it supports, or speaks against. */
export function CitedMarkdown({ answer }: { answer: Answer }) {
  const components = useMemo(() => withSources(answer), [answer]);
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm, [tieClaims, { claims: answer.claims, marking: answer.kind === "model" }]]}
      components={components}
    >
      {answer.text}
    </ReactMarkdown>
  );
}

function withSources(answer: Answer): Components {
  return {
    ...markdownParts,
    span({ node, children }) {
      const claim = node?.properties.dataClaim;
      if (typeof claim === "string") {
        const { sources = [], against = [] } = answer.claims[Number(claim)] ?? {};
        const linesOf = (numbers: number[]) => answer.recalled.filter((line) => numbers.includes(line.n));
        return (
          <>
            {linesOf(sources).map((line) => (
              <SourceButton key={line.n} line={line} />
            ))}
            {linesOf(against).length > 0 && (
              <span className={styles.againstNote}>
                {strings.chat.against}
                {linesOf(against).map((line) => (
                  <SourceButton key={line.n} line={line} against />
                ))}
              </span>
            )}
          </>
        );
      }
      if (node?.properties.dataAgainst) return <span className={styles.against}>{children}</span>;
      if (node?.properties.dataUnsupported) return <span className={styles.unsupported}>{children}</span>;
      return <span>{children}</span>;
    },
  };
}
