"""LangChain with FAISS: RecursiveCharacterTextSplitter, HuggingFaceEmbeddings and FAISS.from_documents."""

from __future__ import annotations

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.systems.serving import Documents, made_rows, serve


class LangChain:
    """A `System`."""

    def __init__(self, weights: Path) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=str(weights))

    def load(self) -> None:
        self._embeddings.embed_query("Is the model there?")

    def build(self, documents: Documents, folder: Path) -> int:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = splitter.split_documents([Document(text, metadata={"id": name}) for name, text in documents])
        FAISS.from_documents(pieces, self._embeddings).save_local(str(folder))
        return len(pieces)

    def build_made(self, passages: Documents, folder: Path) -> int:
        texts = [text for _, text in passages]
        rows = zip(texts, made_rows(texts).tolist(), strict=True)
        store = FAISS.from_embeddings(rows, self._embeddings, metadatas=[{"id": name} for name, _ in passages])
        store.save_local(str(folder))
        return len(passages)

    def open(self, folder: Path) -> None:
        self._store = FAISS.load_local(str(folder), self._embeddings, allow_dangerous_deserialization=True)

    def search(self, question: str, k: int) -> list[str]:
        return [found.metadata["id"] for found in self._store.similarity_search(question, k=k)]


if __name__ == "__main__":
    serve(LangChain)
