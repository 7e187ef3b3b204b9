"""Languages that are taken for each other, told apart by little words and letters that only one of them has.

The model knows hundreds of languages by pieces of words, and errs between relatives and on a line of text. Here its likeliest
languages, and the relatives of the first, are held against the words of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

LITTLE = {
    language: frozenset(words.split())
    for language, words in {
        "no": "av etter uten blir ble noen noe nå ut opp enn litt henne meg deg seg mye hva ikke også selv frem mellom mot siden dette vært sier får gjør kroner bare andre mer flere første skal ifølge eller ved enhver rett frihet og det er som på til en å har i for med de at den et",
        "da": "af efter uden bliver blev nogle noget nogen nu ud op end lidt hende mig dig sig meget hvad ikke også selv frem mellem mod siden dette været siger får gør kun andre mere flere første skal ifølge eller ved enhver ret frihed og det er som på til en at har i for med de den et",
        "sv": "av efter utan blir blev någon något nu ut upp än lite henne mig dig sig mycket vad inte också själv mellan mot sedan detta varit säger får gör bara andra mer flera första ska skall enligt eller vid var och det är som på till en att har i för med de den ett från",
        "cs": "se jako není který která které nebo také pro byl byla bylo jsou podle pouze co ještě při ale tak až jen již aby být bude mít však kde jeho jejich a v na že s z do i o je to k za po má",
        "sk": "sa ako nie ktorý ktorá ktoré alebo aj pre bol bola bolo sú podľa len čo ešte pri ale tak až už aby byť bude mať však kde jeho ich a v na že s z do i o je to k za po má sme vo zo by",
        "ca": "els i amb per és dels als aquest aquesta també seva seu com més són les les ha una ho però ser fins entre hi perquè aquests molt tot tota té pel on o el la que de un es en a no va al del",
        "es": "yo tú él ella nos me te mi qué cómo quién cuándo si ya eso esa ese fue hace hacer puede los y con por es del al este esta también su sus como más son las ha una lo pero ser hasta entre hay porque muy todo toda tiene donde o el la que de un se en a no fue para le sin sobre",
        "gl": "os e con por é dos aos este esta tamén seu súa como máis son as ha unha pero ser ata entre hai porque moi todo toda ten onde ou o a que de un se en non foi para do da na no das ao á sen pola polo",
        "pt": "eu ele ela nós me meu minha quem quando já isso pode você fazer os e com por é dos aos este esta também seu sua como mais são as há uma mas ser até entre porque muito todo toda tem onde ou o a que de um se em não foi para do da na no das ao à sem pela pelo",
        "it": "io tu lui lei noi mi ti ci cosa chi quando se ma ho hai sei cui fare può gli e con per è dei al questo questa anche suo sua come più sono le ha una lo ma essere fino tra perché molto tutto tutta dove o il la che di un si in a non è stato della nel del i alla dal",
        "fr": "je vous nous il elle ils on y mon ma mes votre notre quel quelle comment fait faire peut tu te me si mais donc leur leurs été les et avec par est des aux ce cette aussi son sa comme plus sont a une le mais être entre parce très tout toute où ou la que de un se en à ne pas pour du au dans qui sur l d",
        "ro": "și cu de este din pe care nu sau sunt la în o un a mai prin pentru ce au fost orice dreptul ale al lui să se că după este iar dar",
        "nl": "het een niet van zijn voor ook aan bij naar deze worden wordt hij zij ik maar door over uit nog dan werd heeft haar hun of en de is op te in dat die met om er tot als",
        "af": "nie vir ek hulle hy sy 'n word ook aan by na hierdie maar deur oor uit nog dan is het haar hul of en die op te in dat wat met om daar tot as van elke reg sal kan moet",
        "hr": "i u su nije ili koji koja koje što kako sve bi kao će ima od da se na je za s iz do ne po pri biti bez svoje samo prije nakon više kada prema svatko te također",
        "sl": "in v so ni ali ki kaj kako vse bi kot bo ima od da se na je za z s iz do ne po pri biti brez svoje samo pred več ko vsakdo ter tudi lahko pa bodo še če",
        "id": "bahwa karena bisa mereka beberapa uang kantor tersebut yaitu merupakan para sebuah saja kata oleh yang dan di dengan untuk dari pada dalam tidak ini itu akan telah ke atau dapat adalah setiap orang serta ada juga sudah lebih saat hal",
        "ms": "bahawa kerana boleh mereka beberapa wang pejabat tersebut iaitu ialah sahaja beliau pelbagai oleh yang dan di dengan untuk dari pada dalam tidak ini itu akan telah ke atau adalah setiap orang serta ada juga sudah lebih hendaklah daripada berkata semasa lagi",
        "et": "ja on ei see et ning või mis kui oli ta ka aga kes oma seda tema ma nii eest üle siis veel mida pole igal inimesel õigus selle",
        "fi": "ja on ei se että sekä tai joka jotka kun oli hän myös mutta niin ovat ole mukaan sen tämä kuin vain jo jokaisella oikeus siitä hänen sitä",
        "sw": "na ya wa kwa ni za katika la cha kila mtu au yake haki ana kuwa hiyo huo kama hii watu baada kwamba lakini pia hayo alisema yeye wake hana ili bila yoyote vile huyo wao kutoka sana hilo ambayo ambao zaidi nchi wote mwa",
        "en": "the of and to is are that with for you it this was have from not be by which their has were in on at as he his they i me my we our us your what why how who when where do does did can will would could should about if there she her them so but or an no yes just get make more out up all one some any than then into over after also been has had its only other new like time these those such give write find let create list describe explain following use",
        "de": "ich du er sie wir ihr mein was wie warum wo wenn aber man noch nur kann haben dieser diese aus nach um am einer einem so der die das und ist nicht ein eine mit für von den dem auf sich auch werden wird sind als zu oder im in des hat es bei",
        "pl": "i w nie się na jest że do z o to przez jak po co tak od za ale ma oraz lub są który która które być jego prawo człowiek każdy czy tym może dla",
        "hu": "a az és hogy nem is egy van meg ez csak de vagy volt mint már el minden még ki joga kell után lehet azt aki",
        "tr": "ve bir bu da de için ile olarak her çok daha gibi olan en kadar sonra ne var veya hakkı olduğu değil göre ya ise",
        "lt": "ir yra į kad su iš ar kaip jis bet tai už ne savo buvo nuo jo po dėl kurie tik teisę žmogus kiekvienas arba pat",
        "lv": "un ir ar no uz ka par kas bet vai tas ne arī lai pēc tiek viņa bija nav savu līdz kā tiesības katram cilvēkam",
        "sq": "dhe të në e i një që për me nga është janë ka si por më nuk se ose do kjo ky",
        "eo": "la kaj de en estas ne al por kun kiu ke li ĉiu rajto havas aŭ per pri sia estis ili tiu",
    }.items()
}  # fmt: skip
"""Frequent short words, by language."""
LETTERS = {
    "cs": "ěřů", "sk": "ľĺŕôä", "ca": "çàèòï·", "es": "ñ¿¡", "pt": "ãõç", "gl": "ñ", "sv": "äö", "no": "æø", "da": "æø", "hr": "ćđ", "et": "õ", "fi": "", "ro": "șțăţş",
    "pl": "łąężśźćń", "tr": "ığş", "hu": "őű", "lt": "ėįųąęū", "lv": "āēīūļņķģ", "eo": "ĉĝĥĵŝŭ", "fr": "œçêëù", "de": "ßäöü", "af": "êëô", "nl": "ë",
}  # fmt: skip
"""Letters that a language has and its relatives below lack."""
PIECES = {
    language: tuple(pieces.replace("_", " ").split("|"))
    for language, pieces in {
        "no": "het_|het,|het.|heter|sjon|øy|eie|eid|ei_|nn_|ntlig|tter_|ut|kken|mål|gge|ekke|skap_|eset", "da": "hed_|hed,|hed.|heder|tion|øj|eje|ej_|nd_|tlig|tter|ud|aa|dl|dd|æge|gt_|dt_|ev_|ebo|uge|skab_",
        "sv": "het_|tion|ö|ä|_och_|ll_|xt|ck", "cs": "ě|ř|ů|ou_|ou|ení_|ání_|ost_|ostí|jí_|ému|stv|ké_|tě", "sk": "ie_|ia_|anie|enie|osť|iu_|ej_|ľ|ô|ä|ov_|uje|ť_|stv|iť|ých_|ĺ",
        "ca": "ció_|cions|ny|_l'|_d'|_l’|_d’|itat|tge|ts_|ix|ig_|ment_|ques_|ons_|ava_|ència|_m'|s'h", "es": "ción|ciones|dad_|miento|ado_|ido_|ue|ie|ñ|aba_|ó_|encia|ados_|ero_|io_",
        "gl": "ción|cións|x|iña|idade|eiro|ado_|ou_|ños|ería|ións", "pt": "ção|ções|nh|lh|dade|eiro|ão|õe|em_|am_|ência", "nl": "ij|sch|_z|cht|ze_|heid|den_|oo|iet|gen_|uw|ven_",
        "af": "y|'n_|ê|sk|gt_|_vir|heid|tjie|ies_|wees|_ge|eer_|word", "hr": "ije|ć|đ|og_|om_|ju_|vanj|nost|_u_|lo_|ti_|oj_|je_|ih_", "sl": "ega_|emu_|jo_|nost|ost_|ih_|_v_|il_|al_|lj|ov_|čl|aj|uj|šč|oč",
        "et": "õ|ise_|tud_|use_|dega|ust_|ast_|ud_|ku_|ata_|ile_|des_", "fi": "nen_|ssa_|sta_|lla_|ksi_|tta_|y|mme|ista|uu|yy|isen|vat_|ää_", "it": "zione|gli|ella|tt|zz|cch|ità|che_|o_", "fr": "tion|eux|oi|eau|_qu|ment|aux",
        "id": "_di|kan_|nya_|_ke|isasi|_pem|tas_|si_|if_|_se", "ms": "_di|kan_|nya_|_ke|_pel|iti_|asi_|if_|_ber|ny", "sw": "_wa|_ku|_ya|_ki|_vi|_ka|_u|kuw|mb|isha|sha|wa_|ia_|ni_|ng", "de": "sch|ein|ung|cht|ich",
        "en": "ing_|tion|th|ed_|ly_|ght|wh", "ro": "ul_|ii_|ă|ț|ș|ea_|lui_|ești|are_", "pl": "sz|cz|rz|ych_|ego_|ów_|ie_", "eo": "oj_|ajn|as_|is_|an_|on_|aj_|ĉ|ŝ|ĝ", "lt": "ė|ų|as_|is_|ių|uo", "lv": "ā|ē|ī|ū|ņ|ķ|ās_|ai_",
    }.items()
}  # fmt: skip
"""Pieces of words that a language has more often than its relatives; _ is the edge of a word."""
RELATIVES = {
    "no": ("da", "sv"), "da": ("no", "sv"), "sv": ("no", "da"), "cs": ("sk",), "sk": ("cs",), "ca": ("es", "pt", "it", "fr"), "es": ("ca", "gl", "pt"), "gl": ("pt", "es"), "pt": ("gl", "es"),
    "nl": ("af", "de"), "af": ("nl",), "hr": ("sl",), "sl": ("hr",), "id": ("ms",), "ms": ("id",), "et": ("fi",), "fi": ("et",), "it": ("ca",),
}  # fmt: skip
_ALONE, _SHARED, _LETTER, _PIECE = 0.6, 0.03, 0.15, 0.1
"""What a little word that only one candidate has is worth, one that several have, a letter and a piece; a sure model says 1."""
_WORDS = 14
_NONE: frozenset[str] = frozenset()
_STRANGERS = ("sw", "en", "ro", "sl", "lt", "lv")
"""Tried where the model is not sure of anything."""
_UNSURE = 0.55
_PUNCTUATION = '.,;:!?"()[]«»“”„…–—'


_ENGLISH_ALONE = frozenset(
    "the and with that this which what how your you from were there their they would should could following between because these those when where who "
    "why does write into than then about each have been has will can given using find create explain describe make".split()
)
"""English words that are no words of other languages in Latin letters, or seldom are."""


def plainly_english(text: str) -> bool:
    """Whether the words of a text leave no doubt, so that no model need be asked. text: ASCII alone."""
    return len(_ENGLISH_ALONE.intersection(text.lower().split(" "))) > 2


def speaks(text: str, language: str) -> bool:
    """Whether several little words of a language stand in a text: then the model need not be asked twice."""
    little = LITTLE.get(language)
    return little is not None and len(little.intersection(text.lower().split(" "))) > 2


def settle(text: str, likeliest: Sequence[tuple[float, str]]) -> str:
    """The language of a text among the likeliest of the model and their relatives.

    text: in lower case, one line. likeliest: (score, language) of the model, the best first, at least one.
    """
    words = [word.strip(_PUNCTUATION) for word in text.split(" ")]
    if "\\" in text or "=" in text:
        words = [word for word in words if len(word) > 1]  # names of quantities, no words
    if any("'" in word or "’" in word for word in words):
        words += [piece for word in words if "'" in word or "’" in word for piece in word.replace("’", "'").split("'")]
    first = likeliest[0][1]
    scores = {language: score for score, language in reversed(likeliest)}
    kin = {first, *RELATIVES.get(first, ())}
    named = {*scores, *kin}
    for language in RELATIVES.get(first, ()):
        scores.setdefault(language, 0.0)
    if likeliest[0][0] < _UNSURE:
        for language in _STRANGERS:
            scores.setdefault(language, 0.0)
    held = {language: LITTLE[language].intersection(words) for language in scores if language in LITTLE}
    padded = f" {text} "
    shared = {word for one, two in combinations(held.values(), 2) for word in one & two}
    size = max(len(words), _WORDS) / _WORDS
    best, most = first, -1.0
    for language, score in scores.items():
        found = held.get(language, _NONE)
        alone = len(found - shared)
        if alone < 2 and language not in named:
            continue  # the model does not think of it
        told = score + (_ALONE * alone + _SHARED * (len(found) - alone)) / size
        if found or language in kin:
            pieces = sum(min(3, padded.count(piece)) for piece in PIECES.get(language, ()))
            told += _PIECE * pieces / (1 + len(text) / 60)
        told += _LETTER * min(2, sum(letter in text for letter in LETTERS.get(language, "")))
        if told > most:
            best, most = language, told
    return best
