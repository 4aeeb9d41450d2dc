"""What people are called by what they do in a conversation, in the languages of published transcripts, case-folded.

Words of a label such as "Interviewer 2:", "Ведущий:" or "all:". Each row is a language, or several that share its words.
"""

from __future__ import annotations

from oncue.text.normalize import fold

_ROLES_BY_LANGUAGE = {
    "en": "host cohost co-host anchor newsreader reporter correspondent presenter moderator"
    " facilitator interviewer interviewee narrator announcer speaker guest caller listener audience voice"
    " voices woman man male female boy girl child children kid student students teacher chair chairman"
    " chairwoman chairperson chairperson president participant participants witness judge clerk counsel"
    " attorney prosecutor defendant operator producer author editor expert panelist panellist commentator"
    " translator interpreter unidentified unknown respondent question answer all both everyone everybody"
    " together crowd people group chorus choir member minister secretary officer lawyer driver pilot doctor"
    " nurse patient protester protesters actor actress character singer bystander passer-by vo v/o voiceover"
    " off-camera analyst coach captain soldier commander dispatcher interlocutor researcher subject client"
    " therapist customer agent parent mother father mom dad mum son daughter mc emcee dj",
    "fr": "animateur animatrice présentateur présentatrice journaliste invité invitée invités"
    " intervenant intervenante intervieweur intervieweuse enquêteur enquêtrice modérateur modératrice narrateur"
    " narratrice président présidente question réponse homme femme voix auditeur auditrice ministre témoin"
    " locuteur locutrice orateur oratrice enfant public foule ensemble tous toutes interviewé interviewée"
    " participant participante reporter commentateur élève professeur juge avocat traducteur interprète"
    " interlocuteur",
    "es": "presentador presentadora locutor locutora periodista entrevistador entrevistadora"
    " entrevistado entrevistada narrador narradora moderador moderadora presidente presidenta hombre mujer voz"
    " voces pregunta respuesta invitado invitada hablante orador oradora testigo reportero reportera conductor"
    " conductora participante todos todas ambos ambas público niño niña oyente ministro ministra juez jueza"
    " abogado abogada intérprete traductor interlocutor",
    "de": "moderator moderatorin sprecher sprecherin erzähler erzählerin interviewer interviewerin"
    " präsident präsidentin frage antwort mann frau stimme stimmen reporter reporterin gast gäste vorsitzender"
    " vorsitzende zuschauer hörer hörerin redner rednerin zeuge zeugin teilnehmer teilnehmerin korrespondent"
    " korrespondentin journalist journalistin befragter befragte alle beide publikum menge kind richter"
    " richterin dolmetscher dolmetscherin anrufer anruferin abgeordneter abgeordnete minister ministerin"
    " off-stimme person",
    "it": "conduttore conduttrice giornalista intervistatore intervistatrice intervistato"
    " intervistata narratore narratrice domanda risposta uomo donna ospite voce voci oratore oratrice relatore"
    " relatrice testimone inviato inviata moderatore moderatrice presidente partecipante tutti tutte entrambi"
    " entrambe pubblico folla bambino bambina ascoltatore ascoltatrice interprete parlante avvocato giudice",
    "pt": "apresentador apresentadora entrevistador entrevistadora entrevistado entrevistada"
    " repórter narrador narradora pergunta resposta homem mulher voz vozes orador oradora convidado convidada"
    " testemunha moderador moderadora locutor locutora falante jornalista presidente participante todos todas"
    " ambos ambas público ouvinte intérprete interlocutor deputado deputada juiz juíza",
    "nl": "presentator presentatrice verslaggever verslaggeefster interviewer interviewster"
    " geïnterviewde spreker spreekster voorzitter vraag antwoord man vrouw stem gast gasten getuige verteller"
    " journalist journaliste correspondent deelnemer allen allemaal beiden publiek kind luisteraar tolk"
    " moderator gespreksleider",
    "pl": "prowadzący prowadząca dziennikarz dziennikarka reporter reporterka pytanie odpowiedź"
    " marszałek poseł posłanka głos głosy mówca mówczyni gość goście świadek narrator narratorka lektor"
    " lektorka mężczyzna kobieta wszyscy oboje obaj tłum dziecko uczestnik uczestniczka moderator moderatorka"
    " rozmówca rozmówczyni słuchacz przewodniczący przewodnicząca respondent respondentka tłumacz",
    "cs sk": "moderátor moderátorka redaktor redaktorka reportér reportérka mluvčí host hosté hosť"
    " svědek svedok vypravěč rozprávač tazatel otázka odpověď odpoveď muž žena hlas hlasy všichni všetci oba"
    " obě řečník rečník posluchač předseda předsedkyně predseda účastník účastnice respondent dítě",
    "ru": "ведущий ведущая корреспондент корреспондентка журналист журналистка вопрос ответ"
    " председатель голос голоса диктор гость гостья гости спикер интервьюер респондент свидетель мужчина"
    " женщина все оба вместе зал толпа ребёнок участник участница модератор рассказчик переводчик слушатель"
    " слушательница зритель репортёр собеседник собеседница докладчик говорящий",
    "uk": "ведучий ведуча кореспондент кореспондентка журналіст журналістка питання запитання"
    " відповідь голова голос диктор гість гостя спікер свідок чоловік жінка усі всі обидва модератор оповідач"
    " перекладач учасник учасниця промовець мовець респондент",
    "bg mk sr": "водещ водеща репортер кореспондент журналист журналистка въпрос отговор говорител гост"
    " гостенка свидетел мъж жена всички глас водитељ водитељка новинар новинарка питање одговор говорник сведок"
    " мушкарац сви питање",
    "hr bs sr sl": "voditelj voditeljica novinar novinarka reporter reporterka pitanje odgovor odgovor"
    " govornik govornica gost gošća svjedok svedok muškarac žena svi glas publika vprašanje moški ženska vsi"
    " gostja",
    "sv": "programledare reporter speaker talman fråga svar röst röster talare gäst gäster vittne"
    " man kvinna alla båda berättare intervjuare journalist lyssnare publik barn ordförande deltagare tolk"
    " moderator",
    "da no nn": "vært værten vert verten programleder reporter journalist taler gæst gjest gjester vidne"
    " vitne spørgsmål spørsmål svar mand mann kvinde kvinne stemme alle begge fortæller forteller interviewer"
    " intervjuer ordfører formand møteleder barn",
    "fi": "juontaja toimittaja haastattelija haastateltava puhuja vieras todistaja kysymys vastaus"
    " mies nainen ääni kaikki molemmat kertoja puheenjohtaja osallistuja",
    "et": "saatejuht reporter ajakirjanik küsija kõneleja külaline tunnistaja küsimus vastus mees naine hääl kõik",
    "lv lt": "vadītājs vadītāja žurnālists žurnāliste jautājums atbilde viesis runātājs liecinieks"
    " vīrietis sieviete visi vedėjas vedėja žurnalistas žurnalistė klausimas atsakymas svečias kalbėtojas"
    " liudytojas vyras moteris visi",
    "hu": "műsorvezető riporter újságíró kérdés kérdező válasz vendég beszélő szónok tanú férfi nő"
    " hang mindenki mindketten narrátor moderátor elnök",
    "ro": "prezentator prezentatoare moderator moderatoare reporter jurnalist jurnalistă întrebare"
    " răspuns invitat invitată vorbitor vorbitoare martor bărbat femeie voce toți ambii narator intervievator",
    "el": "παρουσιαστής παρουσιάστρια δημοσιογράφος ρεπόρτερ ερώτηση απάντηση καλεσμένος καλεσμένη"
    " ομιλητής ομιλήτρια μάρτυρας άνδρας άντρας γυναίκα φωνή όλοι αφηγητής συντονιστής πρόεδρος",
    "tr az": "sunucu muhabir konuk konuklar konuşmacı spiker soru cevap yanıt tanık erkek kadın ses"
    " herkes hepsi ikisi anlatıcı moderatör başkan röportajcı dinleyici gazeteci aparıcı müxbir qonaq sual"
    " cavab şahid",
    "ca gl eu oc": "presentador presentadora periodista entrevistador entrevistat convidat convidada"
    " pregunta resposta dona veu tothom tots testimoni orador narrador aurkezlea kazetaria gonbidatua"
    " galdera erantzuna hizlaria lekukoa xornalista convidado",
    "ar": "المذيع المذيعة مذيع مذيعة المقدم المقدمة مقدم مقدمة المراسل المراسلة مراسل مراسلة"
    " المحاور المحاورة محاور الضيف الضيفة ضيف المتحدث المتحدثة متحدث متحدثة المتكلم متكلم الشاهد شاهد الصحفي"
    " الصحفية صحفي الراوي راوي السائل سؤال س جواب ج رجل امرأة صوت الجميع الجمهور الرئيس القاضي المترجم",
    "fa ur ps": "مجری گزارشگر خبرنگار مهمان سخنران گوینده شاهد پرسش پاسخ مرد زن صدا همه راوی میزبان مہمان"
    " رپورٹر سوال جواب مقرر گواہ عورت آواز سب صحافی",
    "he yi": "מנחה מראיין מראיינת מרואיין מרואיינת כתב כתבת אורח אורחת דובר דוברת שאלה תשובה עד עדה"
    " גבר אישה קול כולם קריין קריינית מנחים",
    "hi mr ne": "मेज़बान मेजबान प्रस्तोता एंकर संवाददाता रिपोर्टर पत्रकार अतिथि मेहमान वक्ता"
    " साक्षात्कारकर्ता गवाह प्रश्न सवाल उत्तर जवाब पुरुष महिला आवाज़ आवाज सभी सब श्रोता निवेदक पाहुणे वार्ताहर",
    "bn ta te": "উপস্থাপক সাংবাদিক অতিথি বক্তা প্রশ্ন উত্তর সাক্ষী পুরুষ মহিলা সবাই தொகுப்பாளர் நிருபர்"
    " விருந்தினர் பேச்சாளர் கேள்வி பதில் ஆண் பெண் அனைவரும் యాంకర్ విలేకరి అతిథి వక్త ప్రశ్న జవాబు",
    "zh yue": "主持人 主持 记者 記者 嘉宾 嘉賓 主播 发言人 發言人 旁白 采访者 採訪者 受访者 受訪者 提问"
    " 提問 问 問 答 男 女 男声 女声 众 眾 众人 眾人 全体 合 观众 觀眾 听众 聽眾 证人 證人 解说 解說 讲者 講者"
    " 演讲者 主席 翻译 翻譯 男人 女人 男子 女子 说话人 說話人",
    "ja": "司会 司会者 記者 アナウンサー キャスター 話者 ゲスト 質問 回答 質問者 回答者"
    " インタビュアー ナレーター ナレーション 聞き手 話し手 証人 男性 女性 男 女 全員 一同 観客 レポーター"
    " リポーター 解説 通訳 講師 参加者 発言者 議長",
    "ko": "진행자 사회자 기자 앵커 아나운서 게스트 초대손님 화자 발언자 발표자 질문 답변 질문자"
    " 답변자 증인 남자 여자 남성 여성 모두 전원 해설 내레이션 내레이터 관객 청중 통역 참석자 참가자 인터뷰어"
    " 면접자",
    "th vi id ms": "พิธีกร ผู้สื่อข่าว ผู้ประกาศ แขก แขกรับเชิญ ผู้พูด ผู้สัมภาษณ์ คำถาม คำตอบ พยาน ชาย หญิง"
    " ทุกคน dẫn mc pembawa penyiar reporter wartawan narasumber tamu pembicara penanya penutur pewawancara"
    " pertanyaan jawaban pria wanita perempuan lelaki semua saksi hos pengacara penceramah moderator",
    "sw": "mtangazaji mwandishi mgeni msemaji swali jibu shahidi wote mwanamume mwanamke",
    "of any": "q a int interviewer: p r f iv",
}

_ALL = frozenset(word for words in _ROLES_BY_LANGUAGE.values() for word in words.split())

ROLES = _ALL | frozenset(fold(word) for word in _ALL if len(word) > 3)
"""With accents, and without, as capitals often are."""

CODES = frozenset({"f", "m", "s", "p", "sp", "spk", "spkr", "int", "q", "a", "iv", "r", "w", "part", "mod"})
"""What a number alone follows in a label: "F1", "M2", "S1", "SPK_3"."""
