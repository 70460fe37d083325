"""What people of a made-up repository write: titles, bodies, comments, logs. All of it from one source of chance.

Words follow Zipf's law, sentences and stack traces come back, bug reports paste inventories of software and bots repeat
themselves, so that the texts compress about as real ones do: neither constant nor noise.
"""

import random
from itertools import accumulate

# fmt: off
_COMMON = """the to is of and in a for this it that I with on not be as can you are we have but when if from or an no so
 by there my at will use using was do same which all only has model run me like error after does get more then issue set
 just fix would code also how any some work into new more version one need up should out it's don't however because the
 default still while now since before try see what these without could make then even may here other first both support
 instead change same two between about problem happens thanks think already add possible works case sure
 looks good please update test tests main latest branch seems actually maybe right way want time different""".split()
_TECHNICAL = """vllm cuda kernel attention cache kv token tokens prefill decode batch batching scheduler worker engine
 memory gpu tensor parallel pipeline expert moe quantization fp8 awq gptq int4 bf16 lora adapter prefix chunked sampling
 logits speculative draft eagle mtp rope embedding pooling multimodal vision encoder image video audio tool parser
 reasoning structured output guided grammar xgrammar json schema openai api server streaming endpoint request async ray
 executor nccl allreduce rank device torch compile inductor cudagraph triton flashinfer flash-attn cutlass deepgemm
 deepseek qwen llama mistral gemma phi glm kimi mixtral whisper tpu cpu xpu rocm amd aiter mi300x gfx942 hip docker
 image wheel build ci benchmark throughput latency ttft tpot offload connector lmcache mooncake transfer disaggregated
 block table page size config argument flag environment variable tokenizer processor weights loader checkpoint shard
 safetensors huggingface transformers metrics prometheus logging warmup profile dummy swap
 preempt hang timeout leak""".split()
_SYLLABLES = "ra ten com pre lo gi sta ver con ti ma no per qu est in ex tor al de mo ri for ca pa el un ser".split()
_AREAS = {
    "Bug": 30, "Feature": 11, "Usage": 11, "Performance": 2, "RFC": 2, "Installation": 3, "New Model": 3, "Doc": 2,
    "CI Failure": 2, "Misc": 1,
}
_SUBJECTS = {
    "Bugfix": 24, "Core": 8, "Model": 9, "Kernel": 6, "Frontend": 6, "Doc": 7, "CI/Build": 8, "V1": 6, "Misc": 6,
    "ROCm": 5, "Hardware": 2, "Perf": 5, "Feature": 4, "Refactor": 4, "Quantization": 3, "P/D": 2, "Attention": 3,
    "Bugfix][Core": 2, "ROCm][Kernel": 1, "Bugfix][ROCm": 1, "Revert": 1, "WIP": 2, "Chore": 2, "Multimodal": 3,
}
_TROUBLES = [
    "crashes with", "CUDA out of memory in", "illegal memory access in", "hangs at", "wrong output with",
    "garbled output from", "regression in", "is slow with", "fails to load", "AssertionError in", "KeyError in",
    "memory leak in", "segmentation fault in", "does not support", "returns empty content for", "ValueError:",
]
_FILES = [
    "vllm/v1/engine/core.py", "vllm/v1/worker/gpu_model_runner.py", "vllm/model_executor/layers/fused_moe/layer.py",
    "vllm/attention/backends/flash_attn.py", "vllm/entrypoints/openai/serving_chat.py", "csrc/moe/moe_ops.cu",
    "vllm/v1/core/sched/scheduler.py", "vllm/config/__init__.py", "vllm/platforms/rocm.py", "tests/conftest.py",
    "vllm/distributed/kv_transfer/kv_connector/v1/base.py", "vllm/lora/models.py", "requirements/common.txt",
    "vllm/model_executor/models/qwen3_moe.py", "vllm/multimodal/processing.py", "docs/usage/troubleshooting.md",
]
_CHINESE = "模型 显存 报错 推理 启动 加载 并行 量化 请问 怎么 解决 版本 支持 多卡 部署 结果 不对 谢谢".split()
# fmt: on
_STEPS = ("execute_model", "forward", "step", "_process", "load_weights", "schedule", "__call__", "run_engine_core")
_CHECKS = "- [x] Make sure you already searched for relevant issues, and asked the chatbot of the documentation.\n"
_PULL_END = (
    "\n\n---\n<details>\n<summary> Essential Elements of an Effective PR Description Checklist </summary>\n\n"
    "- [ ] The purpose of the PR, such as what it fixes or adds.\n- [ ] The test plan, such as the command to run.\n"
    "- [ ] The test results, such as a comparison before and after.\n- [ ] (Optional) Any documentation to update.\n"
    "</details>\n"
)
STALE = "This issue has been marked as stale because it has not had any activity for 90 days. It will be closed soon."
STALE_END = "This issue has been closed due to inactivity. Please feel free to reopen if you feel it is still relevant."
WELCOME = (
    "👋 Hi! Thank you for contributing to the project.\n\n💬 Join our developer channel to discuss your PR.\n\n"
    "Just a reminder: PRs do not trigger a full CI run by default. Instead, only a small and essential subset runs.\n\n"
    "Once the PR is approved and ready to go, your reviewers can run CI to test the changes comprehensively.\n\n🚀"
)
CONFLICT = (
    "This pull request has merge conflicts that must be resolved before it can be merged. Please rebase, @{}.\n\n"
    "https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/working-with-forks/syncing-a-fork"
)
_INVENTORY = (
    "Collecting environment information...\n==============================\n        System Info\n"
    "==============================\nOS                           : Ubuntu {os} LTS (x86_64)\n"
    "GCC version                  : (Ubuntu {gcc}) {gcc}\nClang version                : Could not collect\n"
    "CMake version                : version {small}\nLibc version                 : glibc-2.35\n\n"
    "==============================\n       PyTorch Info\n==============================\n"
    "PyTorch version              : {torch}+cu{cuda}\nIs debug build               : False\n"
    "CUDA used to build PyTorch   : {cuda}\nROCM used to build PyTorch   : N/A\n\n"
    "==============================\n      Python Environment\n==============================\n"
    "Python version               : 3.12.{small} (main, [GCC {gcc}]) (64-bit runtime)\n"
    "Python platform              : Linux-{kernel}-generic-x86_64-with-glibc2.35\n\n"
    "==============================\n       CUDA / GPU Info\n==============================\n"
    "Is CUDA available            : True\nCUDA runtime version         : {cuda}.{small}\n"
    "{gpus}Nvidia driver version        : {driver}\ncuDNN version                : Could not collect\n"
    "HIP runtime version          : N/A\nMIOpen runtime version       : N/A\nIs XNNPACK available         : True\n\n"
)
_PACKAGES = "flashinfer-python numpy nvidia-cublas-cu12 nvidia-cudnn-cu12 nvidia-nccl-cu12 pyzmq torch torchaudio"
_GPUS = ("NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-80GB", "NVIDIA L40S", "NVIDIA GeForce RTX 4090", "NVIDIA H20")


class Words:
    """A writer. Whoever shares its source of chance gets the same texts for the same seed."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        rare = ["".join(source.choices(_SYLLABLES, k=source.randrange(2, 5))) for _ in range(6000)]
        names = [f"`{'_'.join(source.choices(_TECHNICAL, k=2))}`" for _ in range(1500)]
        self._words = [*_COMMON, *_TECHNICAL, *names, *rare]
        # Zipf's law, a little flatter at the top.
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(len(self._words))))
        self._technical = list(accumulate(1 / (rank + 8) for rank in range(len(_TECHNICAL))))
        self._phrases = [" ".join(self._some(source.randrange(4, 12))) for _ in range(4000)]
        self._traces = [self._frame() for _ in range(800)]

    def title(self, kind: str) -> str:
        """Of an issue ('[Bug]: ...') or of a pull request ('[Bugfix][Core] ...')."""
        issue = kind == "issue"
        areas = _AREAS if issue else _SUBJECTS
        area = self._random.choices(list(areas), list(areas.values()))[0]
        words = self._random.choices(_TECHNICAL, cum_weights=self._technical, k=self._random.randrange(3, 8))
        if area == "Bug":
            words.insert(2, self._random.choice(_TROUBLES))
        words[0] = words[0].capitalize()
        if self._random.random() < 0.06:
            return " ".join(words)
        return f"[{area}]{':' if issue else ''} {' '.join(words)}"

    def prose(self, words: int) -> str:
        """About so many words in sentences."""
        sentences = []
        while words > 0:
            size = min(words, self._random.randrange(6, 24))
            if self._random.random() < 0.35:
                told = f"{self._random.choice(self._phrases)} {' '.join(self._some(size // 2))}"
            else:
                told = " ".join(self._some(size))
            sentences.append(f"{told[:1].upper()}{told[1:]}.")
            words -= size
        return " ".join(sentences)

    def comment(self) -> str:
        """What a person says below an issue: a line or two, now and then a log, a quotation, Chinese, or very much."""
        roll, size = self._random.random(), min(1500, int(self._random.lognormvariate(3.2, 1.0)) + 2)
        if roll < 0.04:
            return "".join(self._random.choices(_CHINESE, k=min(size, 80)))
        if roll < 0.16:
            return f"{self.prose(size)}\n\n```\n{self.trace()}\n```\n{self.prose(8)}"
        if roll < 0.24:
            return f"> {self.prose(20)}\n\n{self.prose(size)}"
        return self.prose(size)

    def remark(self) -> str:
        """What a reviewer says to a line of code."""
        text = self.prose(min(300, int(self._random.lognormvariate(2.8, 0.8)) + 2))
        return f"{text}\n```suggestion\n    {self._code()}\n```" if self._random.random() < 0.12 else text

    def bot_remark(self) -> str:
        """What a reviewing machine says to a line: long, and always of one form."""
        mark = "![high](https://www.gstatic.com/codereviewagent/high-priority.svg)"
        code = "\n".join(f"    {self._code()}" for _ in range(self._random.randrange(2, 9)))
        return f"{mark}\n\n{self.prose(self._random.randrange(40, 110))}\n\n```suggestion\n{code}\n```"

    def bot_review(self) -> str:
        """The summary of a reviewing machine."""
        return f"## Code Review\n\n{self.prose(self._random.randrange(50, 110))}"

    def issue_body(self, title: str) -> str:
        """The form of a bug report with its inventory, or a proposal in plain words."""
        size = min(3000, int(self._random.lognormvariate(4.3, 0.9)) + 5)
        checks = f"### Before submitting a new issue...\n\n{_CHECKS}"
        if not title.startswith(("[Bug", "[Usage", "[Perf", "[Install", "[CI")):
            pitch = f"### 🚀 The feature, motivation and pitch\n\n{self.prose(size)}"
            return f"{pitch}\n\n### Alternatives\n\n_No response_\n\n{checks}"
        inventory = self.inventory() if self._random.random() < 0.8 else self.prose(12)
        log = f"\n\n```text\n{self.trace()}\n```" if self._random.random() < 0.65 else ""
        return (
            "### Your current environment\n\n<details>\n<summary>Output of <code>collect_env.py</code></summary>\n\n"
            f"```text\n{inventory}\n```\n\n</details>\n\n### 🐛 Describe the bug\n\n{self.prose(size)}{log}\n\n{checks}"
        )

    def pull_body(self) -> str:
        """Purpose, plan and result, with the form's end that half of the people leave standing."""
        size = min(2000, int(self._random.lognormvariate(3.9, 1.0)) + 4)
        end = _PULL_END if self._random.random() < 0.5 else ""
        result = f"```\n{self.table()}\n```" if self._random.random() < 0.3 else self.prose(10)
        return f"## Purpose\n{self.prose(size)}\n\n## Test Plan\n{self.prose(14)}\n\n## Test Result\n{result}{end}"

    def inventory(self) -> str:
        """What collect_env prints of a machine: mostly the same for everyone."""
        number = self._random.randrange
        count = self._random.choice([1, 2, 4, 8])
        gpus = "".join(f"GPU {place}: {self._random.choice(_GPUS)}\n" for place in range(count))
        head = _INVENTORY.format(
            os=f"22.04.{number(6)}", gcc=f"{number(9, 14)}.{number(5)}.0", small=number(40),
            torch=f"2.{number(3, 9)}.{number(2)}", cuda=f"12.{number(1, 9)}",
            kernel=f"{number(5, 7)}.{number(20)}.0-{number(200)}", gpus=gpus,
            driver=f"{number(525, 580)}.{number(200)}.{number(20)}",
        )  # fmt: skip
        versions = "\n".join(f"[pip3] {name}=={number(1, 30)}.{number(20)}.{number(9)}" for name in _PACKAGES.split())
        affinity = "\n".join(f"GPU{place}\t X \tNV18\tSYS\t{number(64)}-{number(64, 128)}\t0" for place in range(4))
        return f"{head}==============================\nVersions of relevant libraries\n{versions}\n{affinity}"

    def trace(self) -> str:
        """A log with a stack trace: frames that everybody meets, times and addresses that nobody meets twice."""
        number = self._random.randrange
        at = f"{number(1, 13):02}-{number(1, 29):02} {number(24):02}:{number(60):02}:{number(60):02}"
        logs = [f"INFO {at} [{self._random.choice(_FILES).rpartition('/')[2]}:{number(900)}] {' '.join(self._some(7))}"
                for _ in range(number(2, 12))]  # fmt: skip
        frames = self._random.choices(self._traces, k=number(3, 16))
        end = f"RuntimeError: {' '.join(self._some(6))} at 0x{self._random.getrandbits(48):012x}"
        return "\n".join([*logs, "Traceback (most recent call last):", *frames, end])

    def table(self) -> str:
        """The print of a benchmark."""
        names = ("Request throughput (req/s)", "Output token throughput (tok/s)", "Mean TTFT (ms)", "P99 TPOT (ms)")
        return "\n".join(f"{name:<40} {self._random.uniform(1, 9000):<10.2f}" for name in names)

    def headline(self) -> str:
        """The first line of a commit's message."""
        return " ".join(self._random.choices(_TECHNICAL, cum_weights=self._technical, k=self._random.randrange(2, 7)))

    def path(self) -> str:
        """A file of the repository."""
        return self._random.choice(_FILES)

    def _some(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def _code(self) -> str:
        name, *rest = self._some(5)
        return f"{name} = self.{rest[0]}({rest[1]}, {rest[2]}={rest[3]})"

    def _frame(self) -> str:
        place = f'"/usr/lib/python3/{self.path()}", line {self._random.randrange(9, 1800)}'
        return f"  File {place}, in {self._random.choice(_STEPS)}\n    {self._code()}"
