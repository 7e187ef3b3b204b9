"""English words that name what is to be written, and the ability that each belongs to."""

from __future__ import annotations

_NOUNS = {
    "story_poem_lyrics": """
        short story, story, stories, tale, tales, poem, poems, poetry, haiku, haikus, limerick, limericks, sonnet, ode,
        song, songs, lyrics, rap, verse, verses, stanza, ballad, joke, jokes, pun, puns, riddle, riddles, fable, novel,
        novella, fanfic, fanfiction, fan fiction, screenplay, movie script, film script, play script, scene, scenes,
        monologue, soliloquy, character description, character sketch, dialogue, dialog, skit, parody, chapter, backstory, myth, fairy tale, fairytale, narrative,
        acrostic, sitcom, couplet, creepypasta, plot, fiction, comic strip, comedy, elegy, epic, lullaby, one-liner,
        episode, prequel, sequel, sketch, diary entry, journal entry, conversation between, knock-knock, satire, anecdote,
        movie plot, stand-up, standup, bedtime story, free verse, rhyme, adventure, vignette, chorus
    """,
    "functional_writing": """
        letter, letters, email, emails, e-mail, e-mails, mail, memo, memorandum, report, plan, plans, resume, resumé,
        résumé, cv, cover letter, proposal, agenda, minutes, invitation, speech, toast, note, notice, announcement,
        message, statement, policy, contract, agreement, template, outline, business plan, lesson plan, schedule,
        itinerary, bio, biography, recommendation, job description, job posting, syllabus, manual, procedure, guidelines,
        meeting notes, complaint, petition, white paper, whitepaper, research paper, presentation, eulogy, apology,
        reply, response, text message, text, checklist, will, lease, document, documentation, abstract, guide, user guide,
        instructions, obituary, vows, congratulations, sms, application, briefing, sop, workout plan, meal plan, study plan,
        timetable, curriculum, thank you note, reference, resignation, questionnaire, survey, form, news report, handbook,
        legal brief, case study, project plan, personal statement, readme, disclaimer, terms and conditions, recipe,
        daily schedule, user manual, press statement, grant proposal, specification, tutorial, slides, user stories,
        user story, lab report, book report, faq, introduction, press release, opening statement, affidavit, newsletter
    """,
    "essay": """
        essay, essays, composition, article, op-ed, editorial, thesis, opinion piece, paragraph, paragraphs, treatise,
        personal essay, news article, feature article, essay outline, reflection, argument, rebuttal, dissertation,
        column, think piece, memoir, persuasive piece
    """,
    "copywriting": """
        advertisement, advertisements, ad, ads, advert, slogan, slogans, tagline, taglines, product description,
        product descriptions, blog post, blog posts, blog, blog article, tweet, tweets, social media post, social media posts,
        post, posts, caption, captions, marketing, copy, commercial, jingle, promo, promotion, landing page, sales pitch,
        pitch, brochure, flyer, flier, poster, listing, campaign, marketing email, sales email, promotional email, hashtags, hook, hooks,
        youtube script, video script, instagram caption, call to action, subject line, subject lines, billboard,
        sales letter, infomercial, meta description, sales copy, ad copy, facebook ad, google ad, linkedin post, description,
        descriptions, motto, elevator pitch, radio spot, testimonial, testimonials, product page, seo article, thread
    """,
    "review_writing": """
        review, reviews, critique, movie review, film review, book review, song review, album review, product review,
        restaurant review, game review, music review, hotel review, critical review, negative review, positive review
    """,
    "summarization": """
        summary, summaries, synopsis, tl;dr, tldr, digest, gist, recap, key points, main points, main ideas, main idea,
        takeaways, key takeaways, bullet-point summary, executive summary, highlights
    """,
    "title_generation": "title, titles, headline, headlines",
    "question_generation": """
        question, questions, quiz, quizzes, multiple choice questions, multiple-choice question, trivia questions,
        discussion questions, interview questions, quiz questions, test questions, follow-up questions
    """,
    "programming": """
        code, program, function, functions, algorithm, sql, sql query, query, regex, regexp, regular expression, html,
        css, api, website, web page, webpage, method, code snippet, snippet, component, dockerfile, unit test, unit tests,
        shell script, bash script, python script, powershell, script that, stored procedure, macro, class that, subroutine,
        pseudocode, pseudo-code, makefile, one-liner in bash, compiler, parser, chrome extension, discord bot, stylesheet,
        web app, web scraper, rest api, json schema, sql statement, select statement, excel formula, class definition,
        test cases, test case, linked list, binary search, binary tree, data structure, hash table, for loop, while loop,
        script in, script to, database schema, decorator, command line, shader, android app, mobile app, web application
    """,
    "brainstorming": """
        ideas, list, lists, suggestions, names, name, tips, ways, activities, topics, recommendations, questions to ask,
        examples, options, gifts, strategies, reasons, things, items, nicknames, usernames, alternatives, prompts, uses,
        steps, exercises, quotes, words, sentences, sentence, movies, books, songs to, games, facts, points, concepts, bucket list,
        business ideas, dishes, recipes, places, ingredients, characters, pros and cons, icebreakers, hobbies, idea
    """,
    "information_extraction": "table, spreadsheet, chart, mind map, timeline",
    "rewriting": "paraphrase, paraphrases, rewrite, simplified version, another version, shorter version",
    "translation": "translation, translations",
    "role_play": "",
    "sentiment": "",
    "idiom": "",
}

WEIGHTS = {
    # Words that are written for more than one purpose count less.
    "text": 0.5, "description": 1.2, "descriptions": 1.2, "note": 1.5, "message": 1.7, "form": 0.6, "will": 0.3,
    "reference": 0.6, "mail": 1.5, "guide": 1.2, "list": 1.3, "lists": 1.3, "name": 0.9, "names": 1.5, "words": 0.8,
    "sentence": 0.7, "sentences": 0.7, "examples": 0.9, "reasons": 1.2, "things": 1.2, "facts": 0.8, "points": 0.6,
    "steps": 0.8, "items": 0.8, "table": 0.8, "chart": 0.6, "copy": 1.3, "response": 1.0, "reply": 1.2, "plot": 1.6,
    "instructions": 1.0, "paragraph": 1.2, "paragraphs": 1.2, "article": 1.7, "question": 1.8, "questions": 1.8,
    "query": 1.6, "method": 1.0, "argument": 0.9, "characters": 0.8, "introduction": 1.0, "rhyme": 1.2, "options": 0.7,
    "recommendation": 1.2, "document": 1.0, "outline": 1.3, "abstract": 1.4, "post": 1.9, "concepts": 0.8, "plan": 1.9,
    "post-": 1.0, "adventure": 1.0, "reflection": 1.0, "recipe": 1.4, "review": 2.0, "reviews": 1.2, "uses": 0.8,
    "program": 1.6, "code": 2.2, "marketing": 1.4, "hook": 1.0, "application": 1.0, "thread": 1.3, "campaign": 1.4,
    "component": 1.4, "api": 1.4, "website": 1.2, "idea": 1.4, "scene": 1.6, "episode": 1.4, "sketch": 1.0, "title": 2.2,
    "class that": 1.2, "function": 2.2, "functions": 1.8, "concept": 0.5, "dialogue": 1.7, "dialog": 1.4, "policy": 1.5,
    "timeline": 0.9, "argument for": 1.0, "statement": 1.2, "blog": 1.7, "column": 0.8, "highlights": 1.2, "quotes": 1.0,
    "movies": 1.2, "books": 1.2, "games": 1.1, "places": 1.1, "dishes": 1.2, "words that": 1.0, "recipes": 1.5,
}  # fmt: skip

NOUNS = {
    noun.strip(): (label, WEIGHTS.get(noun.strip(), 2.0))
    for label, listed in _NOUNS.items()
    for noun in listed.replace("\n", " ").split(",")
    if noun.strip()
}
"""Noun (lower case) -> (ability, weight)."""

VERBS = (
    "write|compose|create|craft|draft|generate|make|produce|pen|develop|construct|design|tell|provide|invent|prepare|suggest|"
    "give|gimme|build|implement|formulate|devise|propose|think of|come up with|help me with|i need|i want|i'd like|"
    "need|recommend|brainstorm|list|share|continue|finish|start|author|offer|writing|creating|drafting|compile|put together|"
    "present|form|ask|pose|assist me with|deliver|outline|plan|recite|rap|narrate"
)
"""Verbs that ask for a text to be made."""

LANGUAGES = (
    "english|french|spanish|german|italian|portuguese|dutch|russian|chinese|mandarin|cantonese|japanese|korean|arabic|"
    "hindi|urdu|bengali|turkish|polish|swedish|norwegian|danish|finnish|greek|hebrew|latin|vietnamese|thai|indonesian|"
    "malay|swahili|tagalog|filipino|ukrainian|czech|romanian|hungarian|persian|farsi|tamil|telugu|punjabi|catalan|esperanto"
)
"""Languages that people translate between."""

CODE_WORDS = (
    r"python|javascript|typescript|java|c\+\+|c#|golang|php|kotlin|haskell|matlab|sql|mysql|postgresql|sqlite|mongodb|"
    r"html5?|css|reactjs|react\.js|vue\.js|angularjs|node\.?js|django|numpy|pytorch|tensorflow|bash|powershell|regex|jquery|"
    r"kubernetes|linux|unix|vba|arduino|opengl|solidity|verilog|fortran|cobol|spring boot|graphql|webpack|terraform|latex|"
    r"dataframe|laravel|codeigniter|firebase|ubuntu|objective-c|asp\.net|visual basic|elixir|clojure|prolog|sklearn|"
    r"scikit-learn|matplotlib|opencv|github|vuejs"
)
"""Names that only programmers use."""

CODE_NAMES = (
    "rust|ruby|perl|swift|scala|react|angular|vue|flask|pandas|shell|docker|git|excel|unity|lua|assembly|selenium|aws|lambda|"
    "wordpress|vim|flutter|dart|julia|go|c|r"
)
"""Names of languages and tools that are common words as well."""
