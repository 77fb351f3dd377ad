"""Word forms: which words of a text are a form of a rule's word, in English, Russian and Kyrgyz.

Owns the inflection (plural, case, possession) and the sound of names across scripts. Words come in normalised,
one at a time; never stems whole texts, never derives one word from another but by the Kyrgyz -лык.
"""

from monitor.core.forms.names import name_forms
from monitor.core.forms.sound import skeleton
from monitor.core.forms.word import WordForms, keys_of, word_forms

__all__ = ["WordForms", "keys_of", "name_forms", "skeleton", "word_forms"]
