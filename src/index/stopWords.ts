/** English words that carry no topic: articles, pronouns, auxiliaries, prepositions, conjunctions, question words. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after again all also am an and any are aren't as at be because been before being both but by can can't cannot
   could couldn't did didn't do does doesn't doing don't done during each either else ever every for from further get gets
   getting go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself
   him himself his how how's i i'd i'll i'm i've if in into is isn't it it's its itself just let let's like may me might
   mine more most much must my myself no nor not now of off oh ok okay on once only onto or other our ours ourselves out
   over own please quite rather really s same shall she she'd she'll she's should shouldn't since so some still such t than
   that that's the their theirs them themselves then there there's these they they'd they'll they're they've this those
   though through to too under until up upon us very was wasn't we we'd we'll we're we've were weren't what what's when
   when's where where's whether which while who who's whom whose why why's will with within without won't would wouldn't
   yes you you'd you'll you're you've your yours yourself yourselves`.split(/\s+/),
);
