export { CitedMarkdown } from "./CitedMarkdown";
export { PlainMarkdown } from "./PlainMarkdown";
