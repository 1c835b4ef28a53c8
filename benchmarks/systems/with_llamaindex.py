"""LlamaIndex: HuggingFaceEmbedding and VectorStoreIndex.from_documents, with its own store."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.systems.serving import Documents, made_rows, serve


class LlamaIndex:
    """A `System`."""

    def __init__(self, weights: Path) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(weights))
        Settings.llm = None

    def load(self) -> None:
        Settings.embed_model.get_query_embedding("Is the model there?")

    def build(self, documents: Documents, folder: Path) -> int:
        made = [Document(text=text, doc_id=name) for name, text in documents]
        index = VectorStoreIndex.from_documents(made)
        index.storage_context.persist(str(folder))
        return len(index.docstore.docs)

    def build_made(self, passages: Documents, folder: Path) -> int:
        rows = made_rows([text for _, text in passages]).tolist()
        pieces = [
            TextNode(text=text, id_=name, metadata={"id": name}, embedding=row)
            for (name, text), row in zip(passages, rows, strict=True)
        ]
        VectorStoreIndex(pieces).storage_context.persist(str(folder))
        return len(pieces)

    def open(self, folder: Path) -> None:
        self._index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))

    def search(self, question: str, k: int) -> list[str]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [each.node.ref_doc_id or each.node.node_id for each in found]


if __name__ == "__main__":
    serve(LlamaIndex)
