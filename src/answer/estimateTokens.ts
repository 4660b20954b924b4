import type { ChatMessage } from "../memory/ports";

/** The marks that a chat template puts around a message. */
const MESSAGE_TOKENS = 8;
/** Of a measured scale: a count that is further off is not believed. */
const LEAST_SCALE = 0.5;
const MOST_SCALE = 4;

const OTHER_ALPHABET =
  /[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Devanagari}\p{M}\p{N}\p{P}]/u;
/** Quarters of a token for each ASCII character: letters and space 1, all others 2. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => (/[a-z\s]/i.test(String.fromCharCode(code)) ? 1 : 2));

/**
 * Tokens of a text, by its characters: four a token in English, two in other alphabets, numbers and punctuation, one in
 * scripts without spaces; an emoji takes two tokens. `scale` is what a tokenizer makes of it (see measureScale). Linear.
 */
export function estimateTokens(text: string, scale = 1): number {
  let quarters = 0;
  for (const character of text) {
    const ascii = ASCII[character.charCodeAt(0)];
    if (ascii !== undefined) quarters += ascii;
    else if (OTHER_ALPHABET.test(character)) quarters += 2;
    else quarters += character.length > 1 ? 8 : 4;
  }
  return Math.ceil((quarters / 4) * scale);
}

/** Tokens of a whole prompt. */
export function estimatePrompt(messages: readonly ChatMessage[], scale = 1): number {
  return messages.reduce((sum, { content }) => sum + estimateMessage(content, scale), 0);
}

/** Tokens of one message with its marks. */
export function estimateMessage(content: string, scale = 1): number {
  return estimateTokens(content, scale) + MESSAGE_TOKENS;
}

/** What a model's own tokenizer made of a prompt, against the estimate of it; 1 where it counted nothing. */
export function measureScale(messages: readonly ChatMessage[], promptTokens: number): number {
  const estimated = estimatePrompt(messages);
  if (promptTokens <= 0 || estimated <= 0) return 1;
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, promptTokens / estimated));
}
