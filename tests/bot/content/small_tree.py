"""A small tree of files in which everything is in order, for tests that break one thing."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from bot.content.usage import PLAIN_KINDS
from bot.messages import Kind

LANGUAGES = """
nl: {name: Nederlands, english: Dutch, dutch: Nederlands, direction: ltr, script: Latin, status: live, spoken: [nl]}
en: {name: English, english: English, dutch: Engels, direction: ltr, script: Latin, status: live, spoken: [en]}
ar: {name: العربية, english: Arabic, dutch: Arabisch, direction: rtl, script: Arabic, status: live, spoken: [ar]}
tr: {name: Türkçe, english: Turkish, dutch: Turks, direction: ltr, script: Latin, status: draft, spoken: [tr]}
"""
DOMAIN = """
version: "3.1"
intents: [ask_rights, affirm, crisis_child, answer, explain_more]
actions: [action_ask_wish_text]
forms:
  wish_form: {required_slots: [wish_text, wish_when]}
"""
NUMBERS = """
112: {number: "112"}
desk: {number: "0800-8020"}
"""
RULES = """
version: "3.1"
rules:
  - rule: rights
    steps:
      - intent: ask_rights
      - action: utter_ask_rights
"""
ACTION = """
def act(say, how):
    say("utter_hello", f"utter_tone_{how}", "utter_choose_language")
"""
SCRIPT = "heading.textContent = text('send'); word('p', '', 'slow');"

RESPONSES = {
    "nl": """
version: "3.1"
responses:
  utter_choose_language:
    - text: Kies uw taal nu hier · Choose your language here now
  utter_hello:
    - text: "Hallo [[name]]! Wat wilt u weten?"
      metadata: {status: machine}
  utter_tone_kind:
    - text: vriendelijk
  utter_ask_rights:
    - text: |-
        U hebt rechten sinds 2022. Bel [[phone:desk]].

        Dit heet een "bezwaar".
      buttons:
        - {title: Makkelijker, payload: /explain_more topic=ask_rights part=simpler}
        - {title: Een andere taal, payload: /change_language}
      metadata: {status: reviewed}
  utter_ask_rights_simpler:
    - text: U mag nee zeggen.
  utter_ask_wish_when:
    - text: Wanneer wilt u dat?
  utter_title_ask_rights:
    - text: Mijn rechten
  utter_title_affirm:
    - text: "Ja"
  utter_title_resume_wish_form:
    - text: Verder met mijn wens
  utter_crisis_child:
    - text: Bel nu [[phone:112]].
  utter_web_send:
    - text: Versturen
  utter_web_slow:
    - text: Het duurt even.
""",
    "en": """
version: "3.1"
responses:
  utter_choose_language:
    - text: Kies uw taal nu hier · Choose your language here now
  utter_hello:
    - text: "Hello [[name]]! What do you want to know?"
      metadata: {status: machine}
  utter_tone_kind:
    - text: kind
  utter_ask_rights:
    - text: |-
        You have rights since 2022. Call [[phone:desk]].

        This is called an objection ("bezwaar").
      buttons:
        - {title: Simpler, payload: /explain_more topic=ask_rights part=simpler}
        - {title: Another language, payload: /change_language}
      metadata: {status: reviewed}
  utter_ask_rights_simpler:
    - text: You may say no.
  utter_ask_wish_when:
    - text: When do you want that?
  utter_title_ask_rights:
    - text: My rights
  utter_title_affirm:
    - text: "Yes"
  utter_title_resume_wish_form:
    - text: Go on with my wish
  utter_crisis_child:
    - text: Call [[phone:112]] now.
  utter_web_send:
    - text: Send
  utter_web_slow:
    - text: It takes a moment.
""",
    "ar": """
version: "3.1"
responses:
  utter_choose_language:
    - text: Kies uw taal nu hier · Choose your language here now
  utter_hello:
    - text: "مرحبًا [[name]]! ماذا تريدون أن تعرفوا؟"
      metadata: {status: machine}
  utter_tone_kind:
    - text: لطيف
  utter_ask_rights:
    - text: |-
        لكم حقوق منذ 2022. اتصلوا بالرقم [[phone:desk]].

        هذا اسمه اعتراض ("bezwaar").
      buttons:
        - {title: شرح أسهل, payload: /explain_more topic=ask_rights part=simpler}
        - {title: لغة أخرى, payload: /change_language}
      metadata: {status: reviewed}
  utter_ask_rights_simpler:
    - text: مسموح لكم أن تقولوا لا.
  utter_ask_wish_when:
    - text: متى تريدون ذلك؟
  utter_title_ask_rights:
    - text: حقوقي
  utter_title_affirm:
    - text: نعم
  utter_title_resume_wish_form:
    - text: إكمال أمنيتي
  utter_crisis_child:
    - text: اتصلوا الآن بالرقم [[phone:112]].
  utter_web_send:
    - text: إرسال
  utter_web_slow:
    - text: Wegwijs يكتب…
""",
}
RECEIVED = {"nl": "Dat lees ik niet.", "en": "I cannot read that.", "ar": "لا أستطيع أن أقرأ هذا."}
EXAMPLES = {
    "nl": {"ask_rights": "mag ik weigeren {}", "affirm": "ja hoor {}", "crisis_child": "mijn kind is niet veilig {}"},
    "en": {"ask_rights": "may i refuse {}", "affirm": "yes sure {}", "crisis_child": "my child is not safe {}"},
    "ar": {"ask_rights": "هل مسموح لي أن أرفض {}", "affirm": "ey tamam {}", "crisis_child": "طفلي ليس بأمان {}"},
}
ENDINGS = "huis boom vis roos maan kaas tuin fiets brood water zomer klok lamp stoel deur".split()
TIMES = {"crisis_child": ("", " ach", " oh", " nee")}  # four times as many examples are asked of a crisis
HELD_OUT = {"nl": "zomaar iets heel anders", "en": "quite another thing", "ar": "شيء مختلف تمامًا"}


def examples(intents: dict[str, list[str]]) -> str:
    """A file of examples."""
    blocks = "".join(
        f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {line}\n" for line in lines)
        for intent, lines in intents.items()
    )
    return f'version: "3.1"\nnlu:\n{blocks}'


def write_small_tree(root: Path) -> Path:
    """Write the files below `root`."""
    files = {
        "languages.yml": LANGUAGES,
        "domain.yml": DOMAIN,
        "data/facts/numbers.yml": NUMBERS,
        "data/stories/rules.yml": RULES,
        "actions/hello.py": ACTION,
        "bot/channels/web_page/chat.js": SCRIPT,
    }
    kinds = [kind for kind in get_args(Kind) if kind not in PLAIN_KINDS]
    for code, responses in RESPONSES.items():
        files[f"data/responses/{code}/all.yml"] = responses
        files[f"data/responses/{code}/received.yml"] = "responses:\n" + "".join(
            f"  utter_{kind}:\n    - text: {RECEIVED[code]}\n" for kind in kinds
        )
        files[f"data/nlu/{code}/all.yml"] = examples(
            {
                intent: [line.format(ending) + more for more in TIMES.get(intent, ("",)) for ending in ENDINGS]
                for intent, line in EXAMPLES[code].items()
            }
        )
        files[f"tests/nlu/{code}/all.yml"] = examples({"ask_rights": [HELD_OUT[code]]})
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def change(root: Path, name: str, old: str, new: str) -> None:
    """Put `new` in the place of `old` in a file, which must hold it once."""
    text = (root / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (root / name).write_text(text.replace(old, new), encoding="utf-8")
