"""Reads a clean QR code back, by ISO/IEC 18004: format, mask, zigzag, blocks of level M, byte mode. No correction."""

from collections.abc import Iterator

Matrix = list[list[int]]
MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, _c: r % 2,
    lambda _r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
# version -> data codewords of each block, and centres of the alignment patterns (tables 9 and E.1 of the standard)
BLOCKS_M = {
    3: [44], 4: [32] * 2, 5: [43] * 2, 6: [27] * 4, 7: [31] * 4, 8: [38, 38, 39, 39], 9: [36] * 3 + [37] * 2,
}  # fmt: skip
CENTRES = {3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46]}
LEVEL_M = 0b00


def read(matrix: Matrix) -> str:
    version = (len(matrix) - 17) // 4
    format_ = _format(matrix)
    assert format_ >> 3 == LEVEL_M, "made with level M"
    bits = [
        matrix[r][c] ^ (MASKS[format_ & 7](r, c) == 0) for r, c in _zigzag(len(matrix)) if not _fixed(r, c, version)
    ]
    words = [int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits) - 7, 8)]
    data = "".join(f"{word:08b}" for word in _in_order(words, BLOCKS_M[version]))
    assert data[:4] == "0100", "byte mode"
    length = int(data[4:12], 2)
    return bytes(int(data[12 + 8 * i : 20 + 8 * i], 2) for i in range(length)).decode()


def _format(matrix: Matrix) -> int:
    """Level and mask, from the strip beside the upper finder on the left."""
    places = [(8, c) for c in (0, 1, 2, 3, 4)]
    raw = int("".join(str(matrix[r][c]) for r, c in places), 2)
    return raw ^ 0b10101


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    up, column = True, size - 1
    while column > 0:
        column -= column == 6
        for row in range(size - 1, -1, -1) if up else range(size):
            yield row, column
            yield row, column - 1
        up, column = not up, column - 2


def _fixed(r: int, c: int, version: int) -> bool:
    size = 17 + 4 * version
    if (r < 9 and (c < 9 or c >= size - 8)) or (r >= size - 8 and c < 9) or 6 in (r, c):
        return True
    if version >= 7 and ((r < 6 and size - 11 <= c < size - 8) or (c < 6 and size - 11 <= r < size - 8)):
        return True
    centres = CENTRES[version]
    corners = {(6, 6), (6, centres[-1]), (centres[-1], 6)}
    return any(abs(r - y) <= 2 and abs(c - x) <= 2 for y in centres for x in centres if (y, x) not in corners)


def _in_order(words: list[int], blocks: list[int]) -> list[int]:
    """Words were dealt out to the blocks in turn; the short blocks miss the last turn."""
    dealt: list[list[int]] = [[] for _block in blocks]
    taken = iter(words)
    for turn in range(max(blocks)):
        for block, size in zip(dealt, blocks, strict=True):
            if turn < size:
                block.append(next(taken))
    return [word for block in dealt for word in block]
