/** About how many tokens a text is: an English word of WordPiece takes some 4 characters a token. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
