-- What a title is about beyond its labels: families of models, hardware, and classes of errors. The words are those of
-- projects that serve language models; a topic is named by the word that was found, in lower case.
create or replace macro title_topics(title) as
  list_distinct(list_concat(
    list_transform(
      regexp_extract_all(
        lower(title),
        '(?:\b|_)(llama|qwen|deepseek|gpt-oss|gemma|mixtral|mistral|pixtral|phi|glm|kimi|internvl|minicpm|nemotron|granite'
          || '|olmo|molmo|falcon|ernie|minimax|whisper|bert|llava|mamba|gguf)(?:\b|_|-?v?\d)', 1
      ),
      lambda found: {'kind': 'model', 'topic': found}
    ),
    list_transform(
      regexp_extract_all(
        lower(title),
        '(?:\b|_)(rocm|cuda|tpu|xpu|hpu|gaudi|ascend|npu|blackwell|hopper|gb?[23]00|h[12]00|h20|a100|l40s?|rtx ?\d{4}|mi[23]\d\d[ax]?'
          || '|gfx\d+|sm_?\d{2,3}|arm|aarch64|s390x|ppc64le)(?:\b|_)', 1
      ),
      lambda found: {'kind': 'hardware', 'topic': found}
    ),
    list_transform(
      regexp_extract_all(
        lower(title),
        '\b(illegal memory access|out of memory|oom|segfault|deadlock|hang|nan|timeout|crash|memory leak|keyerror|typeerror'
          || '|valueerror|attributeerror|importerror|assertionerror|runtimeerror|indexerror)(?:s|ed|es|ing)?\b', 1
      ),
      lambda found: {'kind': 'error', 'topic': found}
    )
  ));
comment on macro title_topics is 'Families of models, hardware and classes of errors that a title names, as {kind, topic}';
