"""Tables of patterns: how model families mark reasoning, answers and turns.

A row describes a format, not a model: families with the same markers share a row. The markers come
from the families' chat templates and from the tools that display or store their answers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReasoningFormat:
    """Patterns for the markers around reasoning, matched case-insensitively.

    If both patterns have a group `name`, a closing marker closes the opening marker of that name.
    """

    families: str
    opens: str
    closes: str
    hint: str
    """A lower-case part of every marker. A text without it need not be searched."""
    anywhere: bool = False
    """The opening marker also counts in the middle of a line (special tokens)."""
    needs_opening: bool = False
    """Ignore closing markers if there is no opening one."""
    needs_closing: bool = False
    """Ignore an opening marker without a closing one: it is ordinary English."""
    certain: bool = False
    """The closing marker begins the answer regardless of the text around it."""


_TAGS = (
    r"(?:\w{1,20}:)?think|thinking|thoughts?|reason|reasoning|reasoning_content|reflection|analysis"
    r"|scratchpad|(?:inner|internal)_(?:monologue|thoughts?)|(?:thought|thinking)_process|rationale"
    r"|chain_of_thought|cot|longcat_think|think_(?:fast|faster|on)"
)
_THINK = r"think|thinking|thought|reasoning"
_HEADER = r"[^<\n]{0,100}(?:<\|constrain\|>\w*)?<\|message\|>"
_ASSISTANT = r"(?:<\|start\|>assistant[^<\n]{0,100})?"

REASONING: tuple[ReasoningFormat, ...] = (
    ReasoningFormat(
        "DeepSeek R1 and V3, Qwen 3 and QwQ, GLM 4.5, Kimi K2, MiniMax, Nemotron, Hunyuan, Ernie, "
        "Phi 4, OLMo 3, SmolLM 3, Step 3, Granite 3.3 (<think>); Claude and Reflection "
        "(<thinking>, <reflection>); EXAONE, Marco-o1 and Gemini (<thought>); Reka and GRPO "
        "recipes (<reasoning>); Seed-OSS (<seed:think>); LongCat (<longcat_think>); K2 "
        "(<think_fast>)",
        opens=rf"<(?P<name>{_TAGS})(?:\s[^<>\n]{{0,200}})?>",
        closes=rf"</(?P<name>{_TAGS})\s?>",
        hint="<",
    ),
    ReasoningFormat(
        "gpt-oss (harmony channels)",
        opens=rf"(?:{_ASSISTANT}<\|channel\|>|\A)(?!final\b)[a-z]+{_HEADER}",
        closes=rf"(?:<\|end\|>\s*)?{_ASSISTANT}<\|channel\|>final{_HEADER}"
        r"|<\|end\|>\s*<\|start\|>assistant<\|message\|>",
        hint="<|message|>",
        anywhere=True,
        certain=True,
    ),
    ReasoningFormat(
        "gpt-oss, its special tokens erased",
        # Prose directly follows the channel's name. Code that begins with a name `analysis…` does
        # not look like that. If the final channel comes later, any text may follow the name.
        opens=r"\A\s*(?-i:(?:assistant)?(?:analysis|commentary))"
        r"(?-i:(?=[A-Z]\w*(?:[,.!?'’-]?[ \n]\S|['’]\w)|[\"“`]|\d+[.)] |\*\*[A-Z])"
        r"|(?=(?s:.)*assistant[ ]?final))",
        closes=r"(?-i:assistant[ ]?final)",
        hint="a",
        needs_opening=True,
    ),
    ReasoningFormat(
        "Mistral (Magistral), and prompts with words in brackets",
        opens=r"\[(?P<name>THINK|THINKING|THOUGHT|REASONING)\]",
        closes=r"\[/(?P<name>THINK|THINKING|THOUGHT|REASONING)\]",
        hint="]",
        anywhere=True,
    ),
    ReasoningFormat("Kimi-VL", "◁think▷", "◁/think▷", "think▷", anywhere=True),
    ReasoningFormat(
        "Cohere (Command A)",
        opens=r"<\|START_THINKING\|>",
        closes=r"<\|END_THINKING\|>",
        hint="_thinking|>",
        anywhere=True,
    ),
    ReasoningFormat(
        "Sky-T1, OpenThinker, Bespoke-Stratos",
        opens=r"<\|begin_of_thought\|>",
        closes=r"<\|end_of_thought\|>",
        hint="_of_thought|>",
        anywhere=True,
    ),
    ReasoningFormat(
        "Solar Open, and templates with a token <|think|>",
        opens=rf"<\|(?:(?:start|begin)_(?:of_)?)?(?:{_THINK})(?:_(?:start|begin))?\|>",
        closes=rf"<\|(?:/(?:{_THINK})|end_(?:of_)?(?:{_THINK})|(?:{_THINK})_end)\|>"
        rf"|</\|(?:{_THINK})\|>|(?:<\|end\|>\s*)?<\|begin\|>assistant<\|content\|>",
        hint="|>",
        anywhere=True,
    ),
    ReasoningFormat(
        "Apertus",
        opens=r"<\|inner_prefix\|>",
        closes=r"<\|inner_suffix\|>",
        hint="<|inner_",
        anywhere=True,
    ),
    ReasoningFormat(
        "Gemma 4",
        opens=r"<\|channel>(?:thought\b)?",
        closes=r"<channel\|>",
        hint="channel",
        anywhere=True,
    ),
    ReasoningFormat(
        "MedGemma",
        opens=r"<unused94>(?:thought\b)?",
        closes=r"<unused95>",
        hint="<unused9",
        anywhere=True,
    ),
    ReasoningFormat(
        "openPangu",
        opens=r"\[unused16\]",
        closes=r"\[unused17\]",
        hint="[unused1",
        anywhere=True,
    ),
    ReasoningFormat(
        "Kimi K3",
        opens=r"<\|open\|>think<\|sep\|>",
        closes=r"<\|close\|>think<\|sep\|>",
        hint="think<|sep|>",
        anywhere=True,
    ),
    ReasoningFormat(
        "HyperCLOVA X Think",
        opens=r"(?:(?:<\|im_start\|>)?assistant|\A)/think[ \t]*\n",
        closes=r"(?:<\|im_end\|>\s*)?<\|im_start\|>assistant[ \t]*\n",
        hint="/think",
        needs_opening=True,
    ),
    ReasoningFormat(
        "s1",
        opens=r"(?:<\|im_start\|>|\A)think[ \t]*\n",
        closes=r"(?:<\|im_start\|>|^)answer[ \t]*\n",
        hint="think",
        anywhere=True,
        needs_opening=True,
    ),
    ReasoningFormat(
        "Granite 3.2",
        opens=r"^[*# ]*Here(?: is|'s) my thought process[:*]*",
        closes=r"^[*# ]*Here(?: is|'s) my response[:*]*",
        hint="my thought process",
        needs_opening=True,
    ),
    ReasoningFormat(
        "answers stored by Open WebUI",
        opens=r"<details\s[^<>\n]{0,200}type=\"reasoning\"[^<>\n]{0,200}>",
        closes=r"</details>",
        hint="<details",
        needs_opening=True,
    ),
    ReasoningFormat(
        "answers shown by aider",
        opens=r"^-{3,}\n► \*\*THINKING\*\*",
        closes=r"^-{3,}\n► \*\*ANSWER\*\*",
        hint="► **thinking**",
        needs_opening=True,
    ),
    ReasoningFormat(
        "answers shown by Ollama's command line",
        opens=r"\A\s*Thinking\.\.\.[ \t]*$",
        closes=r"^\.\.\.done thinking\.[ \t]*$",
        hint="...done thinking.",
        needs_opening=True,
        needs_closing=True,
    ),
)

ANSWER_OPENS = (
    r"<(?:final_?)?(?:answer|output|response|solution|conclusion)>|<final>"  # R1-Zero, Reflection …
    r"|<\|begin_of_solution\|>"  # Sky-T1, OpenThinker
    r"|<\|START_(?:RESPONSE|TEXT)\|>"  # Cohere
    r"|<\|begin_of_box\|>"  # GLM 4.1V
    r"|<\|open\|>response<\|sep\|>"  # Kimi K3
    r"|\[ANSWER\]"
)
"""Markers that begin the answer, and therefore end reasoning without a closing marker."""

END_OF_TURN = (
    r"</s>|<\|im_end\|>|<\|eo[tm]_id\|>|<\|eot\|>|<\|(?:endoftext|end_of_text|endofturn)\|>"
    r"|<end_of_turn>|<turn\|>|<eos>|<\|?EOT\|?>|<｜end▁of▁sentence｜>|<\|end_of_sentence\|>"
    r"|<\|END_(?:OF_TURN_TOKEN|RESPONSE|TEXT)\|>|<\|(?:end|return|user|eos|assistant_end)\|>"
    r"|<\|end_of_(?:solution|box)\|>|<\|close\|>response<\|sep\|>|<\|(?:fim_pad|file_sep)\|>"
    r"|<file_sep>|<filename>|\[DONE\]|\[/(?:PYTHON|CODE|ANSWER|INST)\]|\[EOS\]|<extra_id_1>User"
    r"|(?m:^#{2,3} (?:Instruction|Human|User):)|(?<=```)assistant(?=\n\n)"
)
"""Markers that end an answer. Base models continue with another turn or another task."""

ROLE_HEADERS = (
    r"<\|start_header_id\|>\w*<\|end_header_id\|>|<\|header_start\|>\w*<\|header_end\|>"
    r"|<\|start_of_role\|>\w*<\|end_of_role\|>|<\|im_start\|>(?:assistant\b)?"
    r"|<start_of_turn>(?:model\b)?|<\|turn>(?:model\b)?|<\|(?:start|begin)\|>assistant"
    r"|<role>\w+</role>|<extra_id_1>(?:Assistant\b)?|<｜Assistant｜>"
)
_BEGIN = r"(?:<s>|<bos>|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>|\[gMASK\]<sop>)?\s*"
_OTHERS = "user|system|developer|human|User|Human|System"
OTHER_TURN = (
    rf"{_BEGIN}(?:<\|(?:im_start|start|turn)\|?>(?:{_OTHERS})\b|<start_of_turn>user\b"
    rf"|<\|(?:start_header_id|header_start|start_of_role)\|>(?:{_OTHERS})<"
    rf"|<[|｜](?:{_OTHERS})[|｜]>|\[INST\]|<role>(?:{_OTHERS}|HUMAN|SYSTEM)</role>)"
)
"""Headers at the beginning of a text that repeats the prompt."""
ASSISTANT_TURN = (
    r"<\|(?:im_start|start)\|>assistant\b|<\|turn>model\b|<start_of_turn>model\b"
    r"|<\|(?:start_header_id|header_start|start_of_role)\|>assistant<"
    r"|<[|｜][Aa]ssistant[|｜]>|\[/INST\]|<role>(?:assistant|ASSISTANT)</role>"
)
TURN_TOKENS = (
    rf"{ROLE_HEADERS}|<\|[^|<>\s]{{1,40}}\|>|<｜[^｜<>\s]{{1,40}}｜>"
    r"|</?(?:s|bos|eos|pad|unk|sop|eop|mask)>|<unused\d{1,4}>|<SPECIAL_\d{1,4}>|\[/?INST\]|\[gMASK\]"
)
TOKENS = (
    rf"{TURN_TOKENS}|{END_OF_TURN}"
    r"|<(?:reponame|filename|gh_stars|jupyter_code|empty_output|commit_\w{1,20})>"
    r"|\[/?(?:PYTHON|CODE|ANSWER|SOLUTION|BEGIN|END|DONE|THINK|TESTS)\]|◁/?think▷"
)
"""Chat-template tokens, and the markers that few-shot prompts put around code."""

WRAPPER_TAGS = (
    r"</?(?:(?:final_?)?(?:answer|output|response|solution)|conclusion|final|result|completion"
    r"|code|pre|python|python_code|code_block|implementation|tool_call|parameter|function|details"
    rf"|{_TAGS})(?:[\s=][^<>\n]{{0,200}})?>|<!\[CDATA\[|\]\]>"
)
