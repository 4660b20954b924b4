/** Texts as the model reads them: one row a text, padded to the longest. */
export interface PaddedBatch {
  rows: number;
  /** Tokens a row, padding included. */
  width: number;
  /** Real tokens of each row. */
  lengths: number[];
  /** rows x width; 0 is padding. */
  ids: BigInt64Array;
  /** rows x width; 1 where a token is real. */
  mask: BigInt64Array;
}

/**
 * Pads token ids to one width. A text of more than `longest` tokens is cut, and still ends with its own last token
 * (`[SEP]`), which the library's truncation drops.
 */
export function padBatch(tokenIds: readonly (readonly number[])[], longest: number): PaddedBatch {
  const rows = tokenIds.length;
  const lengths = tokenIds.map((ids) => Math.min(ids.length, longest));
  const width = Math.max(0, ...lengths);
  const ids = new BigInt64Array(rows * width);
  const mask = new BigInt64Array(rows * width);
  tokenIds.forEach((tokens, row) => {
    const length = lengths[row] ?? 0;
    for (let i = 0; i < length; i++) {
      const token = i === length - 1 ? tokens.at(-1) : tokens[i];
      ids[row * width + i] = BigInt(token ?? 0);
      mask[row * width + i] = 1n;
    }
  });
  return { rows, width, lengths, ids, mask };
}
