import { useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import type { Answer } from "../../../memory/model";
import styles from "../answer.module.css";
import { markdownParts } from "./markdownParts";
import { SourceButton } from "./SourceButton";
import { tieClaims } from "./tieClaims";

/** An answer's Markdown with a button for each source after the claim it supports. */
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
        const { sources } = answer.claims[Number(claim)] ?? { sources: [] };
        return sources.map((n) => {
          const line = answer.recalled.find((recalled) => recalled.n === n);
          return line && <SourceButton key={n} line={line} />;
        });
      }
      if (node?.properties.dataUnsupported) return <span className={styles.unsupported}>{children}</span>;
      return <span>{children}</span>;
    },
  };
}
