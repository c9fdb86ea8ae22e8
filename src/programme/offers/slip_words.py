"""The word on a slip that he says on the telephone: short, easily heard, and about nothing."""

from __future__ import annotations

import secrets
import unicodedata

_WORDS = """
    acorn almond amber anchor apple apron arrow autumn badge badger bagel banjo barley barrel basket beacon beaver
    bicycle biscuit blanket blossom bonnet bottle bramble bridge bronze bucket buffalo button cabbage cactus camel
    candle canvas caramel cardigan carpet carrot castle cedar cello chapel cherry chestnut chimney cinema circle
    clover coconut compass copper coral cotton cricket crystal cupboard curtain cushion daffodil daisy diamond
    dolphin donkey dragon drummer eagle easel elbow elephant ember engine falcon feather fiddle finger flannel
    flower forest fountain fossil fridge galaxy garden garlic giant ginger giraffe glacier glider goblet granite
    grape guitar hammer hammock harbour harvest hazel hedgehog helmet heron hillside honey horizon iceberg island
    ivory jacket jasmine jigsaw jungle juniper kangaroo kayak kennel kettle kitten ladder lagoon lantern lavender
    lemon leopard lettuce lighthouse lily lizard lobster magnet mallet mango maple marble meadow melon mermaid
    mitten mirror monkey mountain muffin mustard napkin needle nectar nutmeg oatmeal ocean octopus olive onion
    orange orchard orchid otter oyster paddle panda parcel parrot parsley pastry peanut pebble pelican pencil
    penguin pepper piano pickle pigeon pillow pilot planet plaster plum pocket poppy potato pottery puffin pumpkin
    puzzle quarry quilt rabbit radish rainbow raisin raven reindeer ribbon river rocket rooster saddle saffron
    sailor salmon sandal sapphire saucer scarlet seagull shadow shepherd silver slipper snowflake sparrow spinach
    sponge squirrel starfish sugar summer sunflower swallow tadpole tangerine teapot thimble thistle ticket tiger
    timber toffee tomato tractor treacle trumpet tulip tunnel turnip turtle umbrella valley vanilla velvet village
    violet violin volcano waffle wagon walnut walrus water waterfall whistle willow window winter wizard yellow
    yoghurt zebra zipper
"""
SLIP_WORDS = tuple(_WORDS.split())


def new_word() -> str:
    """The word of one slip, by chance. Only its hash may be stored."""
    return secrets.choice(SLIP_WORDS)


def canonical_word(text: str) -> str:
    """The word as `new_word` writes it, however it was typed."""
    plain = unicodedata.normalize("NFKC", text[:100]).casefold()
    return "".join(letter for letter in plain if letter.isalpha())
