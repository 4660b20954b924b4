import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { markdownParts } from "./markdownParts";

const PLUGINS = [remarkGfm];

/** Markdown without sources: an answer that is still being written. */
export function PlainMarkdown({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={PLUGINS} components={markdownParts}>
      {text}
    </ReactMarkdown>
  );
}
