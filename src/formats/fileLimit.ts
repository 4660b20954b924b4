import { UnreadableFile } from "./format";

const MB = 1024 * 1024;
/** Largest file that is read, in bytes. */
export const LARGEST_FILE = 20 * MB;

/** Throws UnreadableFile where a file is too large to be read; asked before its bytes are. */
export function checkFileSize(name: string, size: number): void {
  if (size <= LARGEST_FILE) return;
  const megabytes = new Intl.NumberFormat("en", { maximumFractionDigits: 1, roundingMode: "ceil" }).format(size / MB);
  throw new UnreadableFile(
    `${name} is ${megabytes} MB; Cairn reads files up to ${LARGEST_FILE / MB} MB. Split it and add the parts.`,
  );
}
