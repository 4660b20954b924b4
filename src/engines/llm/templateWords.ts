/**
 * The words that the chat templates of today's models set between turns: ChatML and Llama 3 (`<|im_end|>`), DeepSeek
 * (`<｜Assistant｜>`), Gemma (`<end_of_turn>`), Mistral (`[INST]`), Llama 2 (`<<SYS>>`), and the marks of thinking and tools.
 */
const TEMPLATE_WORD =
  /<[|｜][^<>\n]{1,60}[|｜]>|<\/?(?:s|bos|eos|pad|unk|think|tool_call|tool_response|start_of_turn|end_of_turn)>|\[\/?[A-Z][A-Z_]{2,30}\]|<<\/?SYS>>/gu;

/**
 * A message's text cut inside each word of a chat template. Read apart, the pieces are plain characters to a tokenizer:
 * what a message says can then neither end its turn nor open another. Joined, they are the text.
 */
export function splitTemplateWords(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(TEMPLATE_WORD)) {
    pieces.push(text.slice(from, index + 1));
    from = index + 1;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** The same for an engine that reads a message as one string: an invisible word joiner stands at each cut. */
export function defuseTemplateWords(text: string): string {
  return splitTemplateWords(text).join("\u2060");
}
