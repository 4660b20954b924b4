/** Sentences of the kinds that people tell and documents hold. */
const SENTENCES = [
  "Yes.",
  "See you at nine.",
  "My sister lives in Porto now.",
  "The dentist moved the appointment to Thursday afternoon.",
  "I stopped drinking coffee in March because I slept badly.",
  "We paid 1,240 euros for the boiler, with the fitting.",
  "Remember that Jonas cannot eat nuts, not even traces of them.",
  "The meeting with Priya went better than I had feared.",
  "I finished the second chapter of the book about lighthouses.",
  "The train to Ghent leaves from platform 4 and takes fifty minutes.",
  "Our lease ends on 30 June, and the notice period is three months.",
  "I would like to learn to bake sourdough before the winter.",
  "The password of the guest network is on the back of the router.",
  "Grandmother was born in Trieste in 1931 and came here by ship after the war.",
  "The report says that sales fell by four per cent in the first quarter, mostly in the north.",
  "In the end we chose the blue tiles, although they were more expensive than the grey ones we had first looked at.",
  "To repot the fern, loosen the roots with a fork, shake off the old soil and water it well the day before.",
  "The committee recommends that the bridge be closed to lorries until the northern pier has been inspected by divers.",
  "When the backup fails with an error about permissions, mount the volume again and run the second step of the script only.",
  "She told me that the job in Utrecht starts in September, that she has found a room near the canal, and that she will sell the car.",
];

/** `count` texts of 1 to 8 sentences, the same ones every time: about 40 tokens on average. */
export function benchTexts(count: number): string[] {
  let seed = 20_261_124;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(next(8) + 1) }, () => SENTENCES[next(SENTENCES.length)]).join(" "),
  );
}
