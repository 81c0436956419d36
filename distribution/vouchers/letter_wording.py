"""What stands in the letter and on the form with it, in three languages.

Beside ``wording``, whose words on when, where and whom to call the letter shares. The
form is signed in Polish; under each of its lines stands what it means.
"""

import msgspec

from distribution.core.language import Language


class LetterWords(msgspec.Struct, frozen=True):
    """The words of one language. Facts stand in braces."""

    title: str
    title_home: str
    collect: str
    brought: str
    code: str
    bring: str
    bring_home: str
    things: tuple[str, ...]
    things_home: tuple[str, ...]
    change: str
    page: str
    send: str
    map: str
    form: str
    me: str
    entitle: str
    to_collect: str
    until: str
    signed: str
    proxy_brings: str


LETTER_WORDS: dict[Language, LetterWords] = {
    "pl": LetterWords(
        title="Kiedy i gdzie odebrać żywność",
        title_home="Kiedy przywieziemy żywność",
        collect="Możesz odebrać paczkę z żywnością.",
        brought="Przywieziemy Ci do domu paczkę z żywnością.",
        code="Twój kod",
        bring="Co zabrać",
        bring_home="Co przygotować",
        things=("ten list z kodem", "dokument ze zdjęciem", "duże, mocne torby"),
        things_home=("ten list z kodem", "dokument ze zdjęciem"),
        change="Ten termin nie pasuje? Zadzwoń, a znajdziemy inny.",
        page="Termin można też zmienić na stronie: zeskanuj telefonem mały kod.",
        send="Nie możesz przyjść? Wyślij inną osobę: wypełnij i podpisz upoważnienie"
        " na końcu tego listu.",
        map="Krzyżyk w kółku to miejsce odbioru. Północ jest u góry.",
        form="Upoważnienie do odbioru żywności",
        me="Ja, niżej podpisany(-a) (imię i nazwisko)",
        entitle="upoważniam (imię i nazwisko)",
        to_collect="do odbioru w moim imieniu paczki z żywnością na talon {code}.",
        until="Upoważnienie jest ważne do {day}.",
        signed="Data i czytelny podpis",
        proxy_brings="Osoba upoważniona zabiera: to upoważnienie, kod z listu i swój"
        " dokument ze zdjęciem.",
    ),
    "uk": LetterWords(
        title="Коли і де отримати продукти",
        title_home="Коли ми привеземо продукти",
        collect="Ви можете отримати пакунок із продуктами.",
        brought="Ми привеземо Вам додому пакунок із продуктами.",
        code="Ваш код",
        bring="Що взяти",
        bring_home="Що приготувати",
        things=("цей лист із кодом", "документ із фотографією", "великі міцні сумки"),
        things_home=("цей лист із кодом", "документ із фотографією"),
        change="Дата не підходить? Зателефонуйте, знайдемо іншу.",
        page="Час можна змінити і на сторінці: відскануйте телефоном малий код.",
        send="Не можете прийти? Надішліть іншу особу: заповніть і підпишіть доручення"
        " в кінці цього листа.",
        map="Хрестик у колі – це місце видачі. Північ угорі.",
        form="Доручення на отримання продуктів",
        me="Я, що нижче підписався(-лася) (ім’я та прізвище)",
        entitle="уповноважую (ім’я та прізвище)",
        to_collect="отримати від мого імені пакунок із продуктами за талоном {code}.",
        until="Доручення дійсне до {day}.",
        signed="Дата і розбірливий підпис",
        proxy_brings="Уповноважена особа бере: це доручення, код із листа і свій"
        " документ із фотографією.",
    ),
    "en": LetterWords(
        title="When and where to collect your food",
        title_home="When we will bring your food",
        collect="A food parcel is ready for you.",
        brought="We will bring a food parcel to your home.",
        code="Your code",
        bring="What to bring",
        bring_home="What to have ready",
        things=("this letter with the code", "a photo ID", "large, strong bags"),
        things_home=("this letter with the code", "a photo ID"),
        change="Another time suits you better? Call us and we will find one.",
        page="You can change it on a web page too: scan the small code.",
        send="You cannot come? Send somebody else: fill in and sign the authorisation"
        " at the end of this letter.",
        map="The cross in the ring is the place. North is at the top.",
        form="Authorisation to collect food",
        me="I, the undersigned (name and surname)",
        entitle="authorise (name and surname)",
        to_collect="to collect the food parcel for voucher {code} on my behalf.",
        until="The authorisation is valid until {day}.",
        signed="Date and legible signature",
        proxy_brings="The authorised person brings: this authorisation, the code from"
        " the letter and their own photo ID.",
    ),
}
