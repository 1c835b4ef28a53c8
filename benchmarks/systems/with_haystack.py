"""Haystack: its cleaner and splitter, SentenceTransformers embedders, and the store and retriever in memory."""

from __future__ import annotations

from pathlib import Path

from haystack import Document
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.systems.serving import Documents, made_rows, serve


class Haystack:
    """A `System`."""

    def __init__(self, weights: Path) -> None:
        self._of_documents = SentenceTransformersDocumentEmbedder(model=str(weights), progress_bar=False)
        self._of_texts = SentenceTransformersTextEmbedder(model=str(weights), progress_bar=False)

    def load(self) -> None:
        self._of_documents.warm_up()
        self._of_texts.warm_up()
        self._of_texts.run("Is the model there?")

    def build(self, documents: Documents, folder: Path) -> int:
        made = [Document(content=text, meta={"id": name}) for name, text in documents]
        cleaned = DocumentCleaner().run(documents=made)["documents"]
        pieces = DocumentSplitter(split_by="word", split_length=150, split_overlap=50).run(documents=cleaned)
        return self._write(self._of_documents.run(documents=pieces["documents"])["documents"], folder)

    def build_made(self, passages: Documents, folder: Path) -> int:
        rows = made_rows([text for _, text in passages]).tolist()
        pieces = [
            Document(content=text, meta={"id": name}, embedding=row)
            for (name, text), row in zip(passages, rows, strict=True)
        ]
        return self._write(pieces, folder)

    def _write(self, pieces: list[Document], folder: Path) -> int:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        written: int = store.write_documents(pieces)
        folder.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(folder / "store.json"))
        return written

    def open(self, folder: Path) -> None:
        self._retriever = InMemoryEmbeddingRetriever(InMemoryDocumentStore.load_from_disk(str(folder / "store.json")))

    def search(self, question: str, k: int) -> list[str]:
        row = self._of_texts.run(question)["embedding"]
        return [found.meta["id"] for found in self._retriever.run(query_embedding=row, top_k=k)["documents"]]


if __name__ == "__main__":
    serve(Haystack)
