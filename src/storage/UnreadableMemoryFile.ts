/** Why a memory file cannot be read, as a sentence for people. Named as the error of every file that cannot be read. */
export class UnreadableMemoryFile extends Error {
  override name = "UnreadableFile";

  /** The file is not as it was written; `how` says in what. */
  static damaged(how: string, cause?: unknown): UnreadableMemoryFile {
    return new UnreadableMemoryFile(`This memory file is damaged: ${how.replace(/\.$/, "")}.`, { cause });
  }
}
