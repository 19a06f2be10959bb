"""English words for small talk ("thanks") and for follow-up questions ("what about …")."""

from services.languages.language import TalkWords

TALK_WORDS = TalkWords(
    greetings=r"hello|hi|hiya|hey|howdy|good (?:morning|afternoon|evening|day)|greetings",
    thanks=(
        r"thanks?(?: you)?(?: (?:a lot|a bunch|so much|very much))?|thank u|thankyou|thx|thnx|tnx|ty|ta|cheers"
        r"|much appreciated"
    ),
    farewells=r"good ?bye|bye(?:[ -]bye)?|good ?night|see (?:you|ya)(?: (?:later|soon|tomorrow))?|cya",
    fillers=(
        r"there|again|no|everyone|all|(?:dear |weather )?bot|ok(?:ay)?|great|nice(?: one)?|perfect|cool|got it"
        r"|awesome|wonderful|super|very|much|a lot|for (?:the|your) help|oh|well|and|mate|dear|my friend"
        r"|that's|it|you|h+m+|u+h*m+|uh|er|right|yeah|yep|yes|aha"
    ),
    follow_ups=(
        r"(?:(?:no|nope|nah|sorry|oops|wait|actually|wrong (?:one|city|place)|not that one)[\s,.!]+)*"
        r"(?:i|we) (?:meant|mean)(?: (?:in|the one in))?"
        r"|(?:no|nope|sorry|oops)[\s,.!]+(?:the one )?in"
        r"|(?:make (?:it|that)|try)(?: in| for)?|(?:and |so |ok )?(?:(?:what|how)(?:'s|’s)? about|what of"
        r"|(?:do )?(?:the )?same (?:thing |time )?(?:but )?(?:for|in|at|with|but))(?: in)?"
        r"|(?:and\s+)?do(?! (?:i|we|you|they|people|it|the|not)\b)(?= [\w'’-]+(?: (?:and )?[\w'’-]+)?\W*\Z)"
        r"|next(?: one| up)?(?=\s?:)|next (?:one|up)|and(?: (?:in|for))?|(?:n|nd|&) (?:in|for)"
    ),
    follow_up_ends=r"(?:the )?same(?: there)?|as well|too|also|likewise|instead",
    refusals=r"(?:no|nope|nah)\s*[,.!–—-]+|no wait|wait|actually|wrong (?:one|city)|not there|oops|sorry"
    r"|not [\w'’-]+(?=,)",
    here=(
        r"here|(?:at|for|to) (?:the |our |my )?(?:cottage|cabin|dacha|summer house)"
        r"|nearby|(?:near|around) me|my (?:current )?(?:location|position|area)"
        r"|where i am|where am i"
    ),
    today=r"today|tonight|this|now",
    day_after=(
        r"(?:the )?day after(?! (?:to?m|2m))|(?:the )?(?:next|following) day|(?:a|one) day later"
        r"|(?:and|so) then(?=\W*\Z)|and (?:after that|afterwards)(?=\W*\Z)"
    ),
    idioms=(
        r"what an? (?!forecast|weather)\w+(?=\s*!)|under the weather"
        r"|weather (?:girl|man|lady|presenter|reporter|channel)"
        r"|(?:you|they|he|she) (?:said|told (?:me|us)|promised)|(?:is|are|was|were|running|['’]s) +late(?=\W*\Z)"
        r"|(?:forgot|left|lost|found|bought) (?:my|our|his|her|their|the|an?|new) \w+"
        r"(?!.*, ?(?:will|is|do|should|what|how|any|when)\b)"
        r"|snowed under|rain ?check|storm in a teacup|break the ice|brainstorm\w*|snow white|snow patrol"
        r"|air shows?|sea life|miami heat|city thunder|bay lightning|colorado avalanche|carolina hurricanes"
        r"|(?:i ?['’]?m|i am|we['’]?re|we are) (?:both |originally )?from (?!.* (?:to|weather|rain|snow)\b)"
        r"|raining men|purple rain|perfect storm|cold feet|cold shoulder|cold war|hot dogs?|hot air|in hot water"
        r"|bayern m(?:unich|ünchen)"
        r"|steal\w* (?:my|his|her|their) thunder|calm before the storm|fair[- ]weather friends?|head in the clouds"
    ),
    separators=r"and|then|plus|but|&",
    versus=r"vs?|versus",
    elliptic=(
        "and n or what whats what's how hows how's about the a an in on at for of then so is it its it's be "
        "like there thanks hi hello will with this that please pls gonna ok okay thx ty cheers great cool nice "
        "when stop stops end ends over start starts begin begins exactly does do "
        "same place spot city there instead rather tho though hmm hm um too also as well"
    ),
    correcting="no nope nah not but i we mean meant make it that actually wait sorry oops just rather",
    negations=r"not",
)
