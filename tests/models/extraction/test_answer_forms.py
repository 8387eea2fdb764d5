"""The forms of real answers, one per row: the right code is found in each.

`report` names a public report of the form, or of a harness that lost it: repository#issue. The
texts are our own, so the extracted code may be executed here.
"""

# ruff: noqa: E501  # a table: one row per form

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from effbench.models.extraction.extracting import extract, extract_completion

RIGHT = "def f(x):\n    return x + 1"
DRAFT = "def f(x):\n    return 0"
LONG = "def f(x):\n    total = x\n    for _ in range(1):\n        total += 1\n    return total"
BODY = "    total = x\n    for _ in range(1):\n        total += 1\n    return total"
SMALLER = 'def f(x):\n    if x < 0 and x > -9:\n        return x + 1\n    return x + 1 or "<b>"'
PROMPT = 'def f(x):\n    """One more than `x`.\n\n    >>> f(1)\n    2\n    """\n'
FENCE = "`" * 3


def fenced(source: str, tag: str = "python") -> str:
    return f"{FENCE}{tag}\n{source}\n{FENCE}"


def deeper(source: str, margin: str = "    ") -> str:
    return "\n".join(margin + line if line else line for line in source.split("\n"))


@dataclass(frozen=True)
class Form:
    name: str
    report: str
    text: str
    source: str | None = None
    """The code to extract; by default code that adds one."""
    prompt: str = ""
    """The prompt that the answer may continue."""


REASONED = f"Let me try:\n\n{fenced(DRAFT)}\n\nNo, that is 0. So:"

REASONING = [
    Form("think", "deepseek-ai/DeepSeek-R1", f"<think>\n{REASONED}\n</think>\n\n{fenced(RIGHT)}"),
    Form("think glued to the fence", "", f"<think>{REASONED}</think>{fenced(RIGHT)}"),
    Form("think before bare code", "omlx#2661", f"<think>\n{REASONED}\n</think>\n{RIGHT}"),
    Form("thinking", "", f"<thinking>\n{REASONED}\n</thinking>\n{fenced(RIGHT)}"),
    Form("Thought and Output", "AIDC-AI/Marco-o1", f"<Thought>\n{REASONED}\n</Thought>\n<Output>\n{fenced(RIGHT)}\n</Output>"),
    Form("reasoning and answer", "", f"<reasoning>\n{REASONED}\n</reasoning>\n<answer>\n{RIGHT}\n</answer>"),
    Form("reflection", "", f"<thinking>a\n<reflection>b</reflection>\n{fenced(DRAFT)}\n</thinking>\n<output>{fenced(RIGHT)}</output>"),
    Form("think and response", "ibm-granite/granite-3.3", f"<think>{REASONED}</think>\n<response>\n{fenced(RIGHT)}\n</response>"),
    Form("seed:think", "vllm seedoss_reasoning_parser", f"<seed:think>\n{REASONED}\n</seed:think>{fenced(RIGHT)}"),
    Form("longcat_think", "", f"<longcat_think>\n{REASONED}\n</longcat_think>\n{RIGHT}"),
    Form("think token", "", f"<|think|>\n{REASONED}<|/think|>\n{fenced(RIGHT)}"),
    Form("Solar Open", "", f"<|think|>{REASONED}<|end|><|begin|>assistant<|content|>{fenced(RIGHT)}<|end|>"),
    Form("Kimi", "", f"◁think▷{REASONED}◁/think▷{fenced(RIGHT)}"),
    Form("Kimi K3", "vllm kimi_k3_reasoning_parser", f"<|open|>think<|sep|>{REASONED}<|close|>think<|sep|><|open|>response<|sep|>{fenced(RIGHT)}<|close|>response<|sep|>"),
    Form("Cohere", "vllm cohere_command_reasoning_parser", f"<|START_THINKING|>{REASONED}<|END_THINKING|><|START_RESPONSE|>{fenced(RIGHT)}<|END_RESPONSE|>"),
    Form("Cohere, bare code", "", f"<|START_THINKING|>{REASONED}<|END_THINKING|><|START_RESPONSE|>{RIGHT}<|END_RESPONSE|>"),
    Form("Mistral", "koboldcpp#1745", f"[THINK]\n{REASONED}[/THINK]{fenced(RIGHT)}"),
    Form("Mistral, bare code", "koboldcpp#1970", f"[THINK]{REASONED}[/THINK]{RIGHT}</s>"),
    Form("begin_of_thought", "NovaSky-AI/SkyThought", f"<|begin_of_thought|>\n{REASONED}\n<|end_of_thought|>\n\n<|begin_of_solution|>\n{fenced(RIGHT)}\n<|end_of_solution|>"),
    Form("Apertus", "", f"<|inner_prefix|>{REASONED}<|inner_suffix|>{fenced(RIGHT)}<|assistant_end|>"),
    Form("Gemma 4", "vllm gemma4_reasoning_parser", f"<|channel>thought\n{REASONED}<channel|>{fenced(RIGHT)}<turn|>"),
    Form("MedGemma", "", f"<unused94>thought\n{REASONED}<unused95>{fenced(RIGHT)}"),
    Form("openPangu", "", f"[unused16]{REASONED}[unused17]{fenced(RIGHT)}"),
    Form("HyperCLOVA X", "", f"/think\n{REASONED}<|im_end|>\n<|im_start|>assistant\n{fenced(RIGHT)}"),
    Form("s1", "simplescaling/s1", f"<|im_start|>think\n{REASONED}\n<|im_start|>answer\n{fenced(RIGHT)}"),
    Form("Granite 3.2", "vllm granite_reasoning_parser", f"Here is my thought process:\n{REASONED}\n\nHere is my response:\n{RIGHT}"),
    Form("GLM box", "", f"<think>{REASONED}</think><answer><|begin_of_box|>{fenced(RIGHT)}<|end_of_box|></answer>"),
    Form("Open WebUI", "open-webui", f'<details type="reasoning" done="true" duration="5">\n<summary>Thought for 5 seconds</summary>\n{REASONED}\n</details>\n{fenced(RIGHT)}'),
    Form("aider", "aider", f"--------------\n► **THINKING**\n\n{REASONED}\n\n------------\n► **ANSWER**\n\n{fenced(RIGHT)}"),
    Form("Ollama", "ollama", f"Thinking...\n{REASONED}\n...done thinking.\n\n{fenced(RIGHT)}"),
    Form("harmony", "olmo-eval#398", f"<|channel|>analysis<|message|>{REASONED}<|end|><|start|>assistant<|channel|>final<|message|>{fenced(RIGHT)}<|return|>"),
    Form("harmony, bare code", "imp#768", f"<|channel|>analysis<|message|>{REASONED}<|end|><|start|>assistant<|channel|>final<|message|>{RIGHT}<|return|>"),
    Form("harmony with a tool's preamble", "vllm#32587", f"<|channel|>analysis<|message|>{REASONED}<|end|><|start|>assistant<|channel|>commentary<|message|>{fenced(DRAFT)}<|end|><|start|>assistant<|channel|>final<|message|>{fenced(RIGHT)}"),
    Form("harmony, constrained", "", f"<|channel|>analysis<|message|>{REASONED}<|end|><|start|>assistant<|channel|>final <|constrain|>python<|message|>{RIGHT}"),
    Form("harmony, first token lost", "", f"analysis<|message|>{REASONED}<|end|><|start|>assistant<|channel|>final<|message|>{RIGHT}"),
    Form("harmony, erased tokens", "textgen#7374", f"analysis{REASONED}assistantfinal{fenced(RIGHT)}"),
    Form("harmony, erased tokens, bare code", "macprovider#743", f"analysis{REASONED}assistantfinal{RIGHT}"),
    Form("harmony, erased tokens, commentary", "textgen#7374", f"analysis{REASONED}assistantcommentary{fenced(DRAFT)}assistantfinal{fenced(RIGHT)}"),
    Form("harmony, only the final header's words", "", f"assistantfinal{RIGHT}"),
    Form("the prompt opened it", "", f"{REASONED}\n</think>\n\n{fenced(RIGHT)}"),
    Form("the prompt opened it, bare code", "", f"{REASONED}</think>{RIGHT}"),
    Form("a mention in the reasoning", "", f"<think>The `</think>` mark ends it.\n{fenced(DRAFT)}\n</think>\n{fenced(RIGHT)}"),
    Form("an open fence in the reasoning", "", f"<think>\n{FENCE}python\n{DRAFT}\n</think>\n{fenced(RIGHT)}"),
    Form("never closed, the answer marked", "", f"<think>\n{REASONED}\n<answer>\n{fenced(RIGHT)}\n</answer>"),
    Form("a closing tag, then a lambda", "", f"{REASONED}\n</think>\nf = lambda x: x + 1", "f = lambda x: x + 1\n"),
    Form("a closing tag, then a body", "", f"{REASONED}\n</think>\n{BODY}", prompt=PROMPT),
    Form("words in brackets", "", f"[REASONING]{REASONED}[/REASONING]\n{RIGHT}"),
    Form("thinking_process", "", f"<thinking_process>{REASONED}</thinking_process>\n{RIGHT}"),
    Form("code whose first name is analysis", "", f"analysisDone = 1\n{RIGHT}", f"analysisDone = 1\n{RIGHT}\n"),
    Form("a stray closing tag behind", "nanobrowser#330", f"{fenced(RIGHT)}\n</think>"),
    Form("a stray closing tag behind bare code", "nanobrowser#333", f"{RIGHT}\n</think>"),
    Form("a stray closing tag, then prose and a call", "", f"{fenced(RIGHT)}\n</think>\nUse it:\n{fenced('print(f(1))')}"),
    Form("a tag in a sentence", "", f"I don't use the <think> tag, nor </think> here.\n{fenced(RIGHT)}"),
    Form("a tag in a comment", "shinychat#235", f"{RIGHT}\n# </think>", f"{RIGHT}\n# </think>\n"),
    Form("a tag in a string", "verl#6434", 'def f(x):\n    s = "<think>"\n    return x + 1', 'def f(x):\n    s = "<think>"\n    return x + 1\n'),
    Form("a tag in a fenced docstring", "verl#6434", fenced('def f(x):\n    """\n    <think>\n    </think>\n    """\n    return x + 1'), 'def f(x):\n    """\n    <think>\n    </think>\n    """\n    return x + 1\n'),
    Form("harmony, erased tokens, glued to a draft's fence", "", f"analysisWe need to add one.\n{fenced(DRAFT)}assistantfinal{fenced(RIGHT)}"),
    Form("harmony, erased tokens, a draft in the commentary", "", f"analysisHm.assistantcommentaryI write it.\n{fenced(DRAFT)}assistantfinal{fenced(RIGHT)}"),
    Form("think glued to a draft's fence", "", f"<think>\n{fenced(DRAFT)}</think>Here it is: {fenced(RIGHT)}"),
    Form("think opened by the prompt, glued to a draft's fence", "", f"{fenced(DRAFT)}</think>{fenced(RIGHT)}"),
    Form("thinking glued to the answer's fence", "", f"{fenced(RIGHT)}<think>\nor {fenced(DRAFT)}"),
    Form("two thoughts glued to fences, the second cut off", "", f"<think>{fenced(DRAFT)}</think>{fenced(RIGHT)}<think>\nor {fenced(DRAFT)}"),
    Form("thinking after the answer", "", f"{fenced(RIGHT)}\n<think>or rather {fenced(DRAFT)}"),
]  # fmt: skip

CUT_OFF = {
    "think, glued to a fence": f"Here is nothing.\n{fenced('', '')}<think>\nWait: {fenced(DRAFT)}",
    "think": f"<think>\n{REASONED}",
    "Mistral": f"[THINK]{REASONED}",
    "Cohere": f"<|START_THINKING|>{REASONED}",
    "Kimi": f"◁think▷{REASONED}",
    "seed": f"<seed:think>{REASONED}",
    "harmony": f"<|channel|>analysis<|message|>{REASONED}",
    "harmony, the next header cut off": f"<|channel|>analysis<|message|>{REASONED}<|end|><|start|>assistant",
    "harmony, only a preamble": f"<|channel|>analysis<|message|>A.<|end|><|start|>assistant<|channel|>commentary<|message|>{fenced(DRAFT)}",
    "harmony, erased tokens": f"analysisWe need to add one.\n{REASONED}",
    "harmony, erased tokens, a short word": f"analysisI think: {REASONED}",
    "Gemma 4": f"<|channel>thought\n{REASONED}",
    "Apertus": f"<|inner_prefix|>{REASONED}",
    "Granite 3.2": f"Here is my thought process:\n{REASONED}",
}  # fmt: skip

FINDING = [
    Form("closing fence glued to the code", "benchlocal-cli#120", f"{FENCE}python\n{RIGHT}{FENCE}"),
    Form("closing fence glued, prose below", "", f"Here:\n{FENCE}python\n{RIGHT}{FENCE}\nIt isn't slow."),
    Form("closing tildes glued to the code", "", f"~~~python\n{RIGHT}~~~"),
    Form("closing fence glued, prose in its line", "", f"{FENCE}python\n{RIGHT}{FENCE} It isn't slow."),
    Form("code behind prose and the opening fence", "", f"Here: {FENCE}python {RIGHT}\n{FENCE}"),
    Form("a button's text in the fence", "", fenced(f"Copy code\n{RIGHT}")),
    Form("indented doctests below", "", f"{RIGHT}\n    >>> f(1)\n    2"),
    Form("the prompt repeated, ChatML", "", f"<|im_start|>user\n{fenced(PROMPT)}<|im_end|>\n<|im_start|>assistant\n{fenced(RIGHT)}<|im_end|>"),
    Form("the prompt repeated, ChatML, bare code", "", f"<|im_start|>system\nHelp.<|im_end|>\n<|im_start|>user\n{PROMPT}<|im_end|>\n<|im_start|>assistant\n{RIGHT}<|im_end|>"),
    Form("the prompt repeated, Llama", "", f"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n{fenced(PROMPT)}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n{fenced(RIGHT)}<|eot_id|>"),
    Form("the prompt repeated, INST", "", f"<s>[INST] {fenced(PROMPT)} [/INST] {fenced(RIGHT)}</s>"),
    Form("the prompt repeated, Gemma", "", f"<bos><start_of_turn>user\n{fenced(PROMPT)}<end_of_turn>\n<start_of_turn>model\n{fenced(RIGHT)}<end_of_turn>"),
    Form("the prompt repeated, Phi and Zephyr", "", f"<|user|>\n{fenced(PROMPT)}<|end|>\n<|assistant|>\n{fenced(RIGHT)}<|end|>"),
    Form("the prompt repeated, DeepSeek", "", f"<｜begin▁of▁sentence｜><｜User｜>{fenced(PROMPT)}<｜Assistant｜>{fenced(RIGHT)}<｜end▁of▁sentence｜>"),
    Form("the prompt repeated, harmony", "", f"<|start|>user<|message|>{fenced(PROMPT)}<|end|><|start|>assistant<|channel|>analysis<|message|>{fenced(DRAFT)}<|end|><|start|>assistant<|channel|>final<|message|>{fenced(RIGHT)}<|return|>"),
    Form("another instruction", "", f"### Response:\n{fenced(RIGHT)}\n\n### Instruction:\nReturn 0.\n\n### Response:\n{fenced(DRAFT)}"),
    Form("another turn of Llama, erased tokens", "", f"{fenced(RIGHT)}assistant\n\nOr:\n\n{fenced(DRAFT)}"),
    Form("opening fence behind a bold label", "", f"**Solution:** {FENCE}python\n{RIGHT}\n{FENCE}"),
    Form("a tool call with tags", "", f"<tool_call>\n<function=submit>\n<parameter=code>\n{RIGHT}\n</parameter>\n</function>\n</tool_call>"),
    Form("no opening fence, closing fence glued", "can-ai-code#29", f"{RIGHT}{FENCE}"),
    Form("no opening fence", "benchlocal-cli#120", f"{RIGHT}\n{FENCE}"),
    Form("opening fence behind prose", "", f"Here is the code: {FENCE}python\n{RIGHT}\n{FENCE}"),
    Form("opening fence behind prose, a draft before", "", f"{fenced(DRAFT)}\nFinal: {FENCE}python\n{RIGHT}\n{FENCE}"),
    Form("untagged opening fence behind prose", "", f"Here is the code: {FENCE}\n{RIGHT}\n{FENCE}"),
    Form("code on the opening fence's line", "orch#1315", f"{FENCE}python def f(x):\n    return x + 1\n{FENCE}"),
    Form("code on the opening fence's line, no tag", "orch#1315", f"{FENCE}def f(x):\n    return x + 1\n{FENCE}"),
    Form("a fence in one line", "", f"Use {FENCE}python def f(x): return x + 1{FENCE} for it.", "def f(x): return x + 1\n"),
    Form("a fence never closed", "cuga-agent#252", f"Here:\n{FENCE}python\n{RIGHT}"),
    Form("block quote", "can-ai-code#29", "> Sure:\n>\n" + deeper(fenced(RIGHT), "> ")),
    Form("block quote without spaces", "can-ai-code#29", deeper(fenced(RIGHT), ">")),
    Form("block quote of bare code", "can-ai-code#29", "As you asked:\n\n" + deeper(RIGHT, "> ") + "\n\nDone, isn't it?"),
    Form("nested block quote", "", deeper(fenced(RIGHT), "> > ")),
    Form("indented listing amid prose", "", f"Here's the code:\n\n{deeper(RIGHT)}\n\nIt isn't slow."),
    Form("indented listing in a list", "", f"1. Here's the code:\n\n{deeper(RIGHT, '        ')}\n\n2. Done."),
    Form("whole answer indented", "", deeper(RIGHT)),
    Form("whole answer indented, with a prompt", "lm-evaluation-harness#3126", deeper(RIGHT), prompt=PROMPT),
    Form("adjoining fences", "", f"{FENCE}python\n{DRAFT}\n{FENCE}{FENCE}python\n{RIGHT}\n{FENCE}"),
    Form("adjoining fences with a space", "", f"{FENCE}python\n{DRAFT}\n{FENCE} {FENCE}python\n{RIGHT}\n{FENCE}"),
    Form("apostrophes as a fence", "", f"'''python\n{RIGHT}\n'''"),
    Form("doctests below, fenced", "", fenced(f"{RIGHT}\n\n>>> f(1)\n2")),
    Form("doctests below", "", f"{RIGHT}\n\n>>> f(1)\n2"),
    Form("prose below, in the fence", "evalplus#92", fenced(f"{RIGHT}\n\nThis function adds one to its argument.")),
    Form("a language word", "evalplus#81", f"python\n{RIGHT}"),
    Form("a capital language word", "", f"Python\n{RIGHT}"),
    Form("py", "", f"py\n{RIGHT}"),
    Form("python3", "", f"python3\n{RIGHT}\n{FENCE}"),
    Form("a language word in the fence", "", f"{FENCE}\npython\n{RIGHT}\n{FENCE}"),
    Form("a file's name in the fence", "", fenced(f"solution.py\n{RIGHT}")),
    Form("a complexity as a last line", "", f"{RIGHT}\n\nComplexity: O(n)"),
    Form("a word as a last line", "", f"{RIGHT}\n\nDone"),
    Form("BEGIN and DONE", "google-research/mbpp", f"[BEGIN]\n{RIGHT}\n[DONE]"),
    Form("DONE, then another task", "lm-evaluation-harness mbpp", f"{RIGHT}\n[DONE]\n\nYou are an expert. Your task:\n[BEGIN]\ndef g(y):\n    return y\n[DONE]"),
    Form("DONE glued to the code", "", f"{RIGHT}[DONE]"),
    Form("PYTHON", "codellama", f"[PYTHON]\n{RIGHT}\n[/PYTHON]"),
    Form("PYTHON and TESTS", "codellama", f"[PYTHON]\n{RIGHT}\n[/PYTHON]\n[TESTS]\nassert f(1) == 2\n[/TESTS]"),
    Form("PYTHON after a draft", "", f"{fenced(DRAFT)}\n[PYTHON]\n{RIGHT}\n[/PYTHON]"),
    Form("JSON", "PoE-Evaluation", json.dumps({"code": RIGHT})),
    Form("JSON in a fence", "", fenced(json.dumps({"explanation": "Adds.", "code": RIGHT}, indent=1), "json")),
    Form("JSON behind prose", "", "Here you are: " + json.dumps({"solution": RIGHT})),
    Form("JSON with newlines as they are", "", '{"code": "' + RIGHT + '"}'),
    Form("JSON with a fence in it", "instructor#1836", json.dumps({"answer": fenced(RIGHT)})),
    Form("JSON with a draft", "", json.dumps({"code": RIGHT, "rejected": DRAFT})),
    Form("JSON of lines", "", json.dumps({"code": RIGHT.split("\n")})),
    Form("a tool call", "", "<tool_call>\n" + json.dumps({"name": "submit", "arguments": {"code": RIGHT}}) + "\n</tool_call>"),
    Form("a tool call with JSON in it", "", json.dumps({"name": "submit", "arguments": json.dumps({"code": RIGHT})})),
    Form("a JSON string", "", json.dumps(RIGHT)),
    Form("a dictionary as Python writes it", "", str({"code": RIGHT})),
    Form("JSON with a Python string", "", '{"code": """\n' + RIGHT + '\n"""}'),
    Form("inline code", "", "`def f(x): return x + 1`", "def f(x): return x + 1\n"),
    Form("prose above, in the fence", "", fenced(f"Here is the code:\n\n{RIGHT}", "")),
    Form("a YAML block", "", f"code: |\n{deeper(RIGHT, '  ')}"),
    Form("pre", "", f"<p>So:</p>\n<pre>\n{RIGHT}\n</pre>"),
    Form("pre and code with entities", "", "<pre><code class=\"language-python\">" + SMALLER.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "\n</code></pre>", SMALLER + "\n"),
    Form("pre without entities", "", f"<pre>\n{SMALLER}\n</pre>", SMALLER + "\n"),
    Form("code", "", f"<code>\n{RIGHT}\n</code>"),
    Form("solution", "", f"<solution>{RIGHT}</solution>"),
    Form("LaTeX listing", "", f"\\begin{{lstlisting}}[language=Python]\n{RIGHT}\n\\end{{lstlisting}}"),
    Form("LaTeX minted", "", f"\\begin{{minted}}{{python}}\n{RIGHT}\n\\end{{minted}}"),
    Form("an interactive session", "", ">>> def f(x):\n...     return x + 1\n...\n>>> f(1)\n2", f"{RIGHT}\n\nf(1)\n"),
    Form("a label before the code", "", f"Answer: {RIGHT}"),
    Form("Llama's header", "coffe", f"<|start_header_id|>assistant<|end_header_id|>\n\n{RIGHT}<|eot_id|>"),
    Form("Llama's header glued", "coffe", f"<|start_header_id|>assistant<|end_header_id|>{fenced(RIGHT)}<|eot_id|>"),
    Form("ChatML", "", f"<|im_start|>assistant\n{RIGHT}<|im_end|>"),
    Form("another turn", "bigcode-evaluation-harness#311", f"{fenced(RIGHT)}<|im_end|>\n<|im_start|>user\nNow return 0.<|im_end|>\n<|im_start|>assistant\n{fenced(DRAFT)}"),
    Form("</s> glued", "bigcode-evaluation-harness#311", f"{RIGHT}</s>"),
    Form("</s> glued in the fence", "bigcode-evaluation-harness#311", fenced(f"{RIGHT}</s>")),
    Form("endoftext glued", "bigcode-evaluation-harness#311", f"{RIGHT}<|endoftext|>"),
    Form("a token cut off", "bigcode-evaluation-harness#311", f"{RIGHT}<|"),
    Form("a token cut off later", "bigcode-evaluation-harness#311", f"{RIGHT}\n<|endof"),
    Form("end_of_turn", "omlx#1087", f"{fenced(RIGHT)}<end_of_turn>"),
    Form("eos", "omlx#1087", f"{RIGHT}<eos>"),
    Form("unused tokens", "private-mind#342", f"{RIGHT}<unused6226><unused6226>"),
    Form("DeepSeek's tokens", "", f"<｜Assistant｜>{RIGHT}<｜end▁of▁sentence｜>"),
    Form("EOT", "deepseek-coder", f"{RIGHT}\n<|EOT|>"),
    Form("<s>", "", f"<s> {RIGHT}</s>"),
    Form("INST", "", f"[/INST] {RIGHT} </s>"),
    Form("a base model's next file", "", f"{RIGHT}\n<file_sep>test.py\nimport f"),
    Form("the last fence is a call", "MapCoder qwen-coder-turbo", f"{fenced(RIGHT)}\nFor example:\n{fenced('print(f(1))')}"),
    Form("the last fence is a summary", "LiveCodeBench#118", f"{fenced(RIGHT)}\n{fenced('Adds one.', '')}"),
    Form("the code's fence has an odd tag", "LiveCodeBench#118", f"{fenced(RIGHT, 'code')}\n{fenced('print(f(1))')}"),
    Form("draft and final", "evalscope#1167", f"{fenced(DRAFT)}\nBetter:\n{fenced(RIGHT)}"),
    Form("draft, final and the beginning of another", "", f"{fenced(DRAFT)}\nBetter:\n{fenced(RIGHT)}\nOr:\n{FENCE}python\ndef f(x):\n    return (x +"),
    Form("the signature again", "", f"{fenced(RIGHT)}\nIts signature:\n" + fenced("def f(x):\n    ...")),
    Form("the helper's fence comes later", "", fenced("def f(x):\n    return g(x)") + "\nwith\n" + fenced("def g(x):\n    return x + 1"), "def f(x):\n    return g(x)\ndef g(x):\n    return x + 1\n"),
    Form("first indent stripped", "azureml-assets#2234", BODY.lstrip(), prompt=PROMPT),
    Form("one space of the first indent left", "azureml-assets#2234", " " + BODY.lstrip(), prompt=PROMPT),
    Form("one space too many in the first line", "aprender#1617", " " + BODY, prompt=PROMPT),
    Form("a single line, stripped", "azureml-assets#2234", "return x + 1", prompt=PROMPT),
    Form("a single line, stripped, and calls", "", "return x + 1\n\nprint(f(1))\n", prompt=PROMPT),
    Form("first indent stripped, a helper below", "", "return g(x)\n\n\ndef g(x):\n    return x + 1\n", prompt=PROMPT),
    Form("an early return, first indent stripped", "", "if x > 99:\n        return 100\n    return x + 1", prompt=PROMPT),
    Form("dedented whole", "", "total = x\nfor _ in range(1):\n    total += 1\nreturn total", prompt=PROMPT),
    Form("dedented whole, an early return", "", "if x > 99: return x + 1\nreturn x + 1", prompt=PROMPT),
    Form("dedented whole, else", "", "if x > 99: return x + 1\nelse: return x + 1", prompt=PROMPT),
    Form("dedented whole, with a function", "", "def g(y):\n    return y + 1\nreturn g(x)", prompt=PROMPT),
    Form("dedented whole, prose below", "", "total = x + 1\nreturn total\n\nThis is the whole of the body.", prompt=PROMPT),
    Form("another indentation than the prompt's", "", "  total = x + 1\n  return total", prompt=PROMPT),
    Form("a body in a fence", "MapCoder gpt-3.5-turbo", fenced(BODY), prompt=PROMPT),
    Form("a dedented body in a fence", "MapCoder gpt-3.5-turbo", fenced("total = x\nfor _ in range(1):\n    total += 1\nreturn total"), prompt=PROMPT),
    Form("a stripped body in a fence", "", fenced(BODY.lstrip()), prompt=PROMPT),
    Form("a body in a fence behind prose", "", f"The body: {fenced(BODY)}\nIt isn't slow.", prompt=PROMPT),
    Form("a body with a token glued to it", "", BODY + "<|endoftext|>", prompt=PROMPT),
    Form("a body after reasoning", "", f"<think>{REASONED}</think>\n{BODY}", prompt=PROMPT),
    Form("a stripped body after reasoning", "", f"<think>{REASONED}</think>{BODY.lstrip()}", prompt=PROMPT),
    Form("a body in JSON", "", json.dumps({"explanation": "Adds one.", "completion": BODY}), prompt=PROMPT),
    Form("a stripped body in JSON", "", fenced(json.dumps({"code": BODY.lstrip()}), "json"), prompt=PROMPT),
    Form("a body, a fence's end glued to it", "", f"{BODY}{FENCE}", prompt=PROMPT),
    Form("a body, indented doctests below", "", f"{BODY}\n\n    >>> f(1)\n    2", prompt=PROMPT),
    Form("a body, then a fence's end", "lm-evaluation-harness#3769", f"{BODY}\n{FENCE}\nIt isn't slow.", prompt=PROMPT),
    Form("a body with a string over lines, dedented", "", 's = """a\nb"""\nreturn x + len(s) - 2', prompt=PROMPT),
]  # fmt: skip


@pytest.mark.parametrize("form", [*REASONING, *FINDING], ids=lambda form: form.name)
def test_the_right_code_is_found(form: Form) -> None:
    found = (
        extract_completion(form.prompt, form.text, "f") if form.prompt else extract(form.text, "f")
    )
    assert found.source is not None
    if form.source is not None:
        assert found.source == form.source
    elif not form.prompt and form.source is None:
        assert found.source == RIGHT + "\n"
    names: dict[str, object] = {}
    exec(found.source, names)  # our own code, from above
    function = names["f"]
    assert callable(function) and [function(x) for x in (0, 1, 41)] == [1, 2, 42]


@pytest.mark.parametrize("text", CUT_OFF.values(), ids=CUT_OFF.keys())
@pytest.mark.parametrize("prompt", ["", PROMPT])
def test_reasoning_that_was_cut_off_is_no_answer(text: str, prompt: str) -> None:
    found = extract_completion(prompt, text, "f") if prompt else extract(text, "f")
    assert (found.source, found.rule) == (None, "none")
