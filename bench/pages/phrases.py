"""The phrases that the sites of twelve languages write around a conversation, and the roles of people in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Name = tuple[str, str]
"""First name and surname."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language. `roles` are a host's, a reporter's and a guest's; `speaker` is numbered: "Speaker 1".

    `byline`, `biography` and `speaker` have `{}` where a name or a number stands.
    """

    people: tuple[Name, ...]
    roles: tuple[str, str, str]
    speaker: str
    menu: tuple[str, ...]
    headline: str
    byline: str
    date: str
    player: str
    cookies: str
    credit: str
    copyright: str
    biography: str
    related: str
    applause: str
    music: str
    time: str
    text: str


PHRASES: Mapping[str, Phrases] = MappingProxyType(
    {
        "en": Phrases(
            (("Anna", "Whitfield"), ("Ben", "Okafor"), ("Clara", "Lindqvist")),
            ("Host", "Reporter", "Guest"),
            "Speaker {}",
            ("Home", "News", "Podcasts", "Donate", "Sign in"),
            "What the Declaration Says",
            "By {}",
            "Published March 3, 2024 at 5:00 PM EST",
            "Listen · 4:35",
            "We use cookies to improve your experience. Accept all",
            "Transcript provided by Harbour Media. Copyright 2024 Harbour Media.",
            "© 2024 Harbour Media",
            "{} is a correspondent covering courts and justice for Harbour Media.",
            "Related stories",
            "Applause",
            "Music",
            "Time",
            "Text",
        ),
        "fr": Phrases(
            (("Hélène", "Morvan"), ("Karim", "Benali"), ("Lucie", "Dufresne")),
            ("Animateur", "Journaliste", "Invitée"),
            "Intervenant {}",
            ("Accueil", "Actualités", "Podcasts", "Faire un don", "Se connecter"),
            "Ce que dit la Déclaration",
            "Par {}",
            "Publié le 3 mars 2024 à 17:00",
            "Écouter · 4:35",
            "Nous utilisons des cookies pour améliorer votre expérience. Tout accepter",
            "Transcription : Médias du Port. Tous droits réservés.",
            "© 2024 Médias du Port",
            "{} est journaliste au service justice de Médias du Port.",
            "À lire aussi",
            "Applaudissements",
            "Musique",
            "Temps",
            "Texte",
        ),
        "de": Phrases(
            (("Jutta", "Reinhardt"), ("Emre", "Yildirim"), ("Katrin", "Vogelsang")),
            ("Moderator", "Reporterin", "Gast"),
            "Sprecher {}",
            ("Startseite", "Nachrichten", "Podcasts", "Spenden", "Anmelden"),
            "Was die Erklärung sagt",
            "Von {}",
            "Veröffentlicht am 3. März 2024 um 17:00 Uhr",
            "Anhören · 4:35",
            "Wir verwenden Cookies, um Ihr Erlebnis zu verbessern. Alle akzeptieren",
            "Transkript: Hafenmedien. Alle Rechte vorbehalten.",
            "© 2024 Hafenmedien",
            "{} berichtet für Hafenmedien über Gerichte und Justiz.",
            "Mehr zum Thema",
            "Applaus",
            "Musik",
            "Zeit",
            "Text",
        ),
        "es": Phrases(
            (("Lucía", "Etxeberria"), ("Mateo", "Quiroga"), ("Pilar", "Sandoval")),
            ("Presentador", "Reportera", "Invitada"),
            "Hablante {}",
            ("Inicio", "Noticias", "Pódcasts", "Donar", "Iniciar sesión"),
            "Lo que dice la Declaración",
            "Por {}",
            "Publicado el 3 de marzo de 2024 a las 17:00",
            "Escuchar · 4:35",
            "Usamos cookies para mejorar su experiencia. Aceptar todas",
            "Transcripción: Medios del Puerto. Todos los derechos reservados.",
            "© 2024 Medios del Puerto",
            "{} es corresponsal de justicia en Medios del Puerto.",
            "Noticias relacionadas",
            "Aplausos",
            "Música",
            "Tiempo",
            "Texto",
        ),
        "it": Phrases(
            (("Giulia", "Marchetti"), ("Davide", "Colombo"), ("Serena", "Bellini")),
            ("Conduttore", "Inviata", "Ospite"),
            "Voce {}",
            ("Home", "Notizie", "Podcast", "Dona", "Accedi"),
            "Che cosa dice la Dichiarazione",
            "Di {}",
            "Pubblicato il 3 marzo 2024 alle 17:00",
            "Ascolta · 4:35",
            "Usiamo i cookie per migliorare la tua esperienza. Accetta tutti",
            "Trascrizione: Media del Porto. Tutti i diritti riservati.",
            "© 2024 Media del Porto",
            "{} è corrispondente per la giustizia di Media del Porto.",
            "Articoli correlati",
            "Applausi",
            "Musica",
            "Tempo",
            "Testo",
        ),
        "pt": Phrases(
            (("Beatriz", "Figueiredo"), ("Rui", "Carvalhal"), ("Marta", "Nogueira")),
            ("Apresentador", "Repórter", "Convidada"),
            "Orador {}",
            ("Início", "Notícias", "Podcasts", "Doar", "Entrar"),
            "O que diz a Declaração",
            "Por {}",
            "Publicado em 3 de março de 2024 às 17:00",
            "Ouvir · 4:35",
            "Usamos cookies para melhorar a sua experiência. Aceitar tudo",
            "Transcrição: Média do Porto. Todos os direitos reservados.",
            "© 2024 Média do Porto",
            "{} é correspondente de justiça da Média do Porto.",
            "Notícias relacionadas",
            "Aplausos",
            "Música",
            "Tempo",
            "Texto",
        ),
        "nl": Phrases(
            (("Femke", "Haverkamp"), ("Joost", "Terpstra"), ("Sanne", "Wieringa")),
            ("Presentator", "Verslaggever", "Gast"),
            "Spreker {}",
            ("Home", "Nieuws", "Podcasts", "Doneren", "Inloggen"),
            "Wat de Verklaring zegt",
            "Door {}",
            "Gepubliceerd op 3 maart 2024 om 17:00 uur",
            "Luister · 4:35",
            "Wij gebruiken cookies om uw ervaring te verbeteren. Alles accepteren",
            "Transcriptie: Havenmedia. Alle rechten voorbehouden.",
            "© 2024 Havenmedia",
            "{} is verslaggever justitie bij Havenmedia.",
            "Lees ook",
            "Applaus",
            "Muziek",
            "Tijd",
            "Tekst",
        ),
        "pl": Phrases(
            (("Agnieszka", "Wierzbicka"), ("Tomasz", "Grabowski"), ("Ewa", "Sadowska")),
            ("Prowadzący", "Reporterka", "Gość"),
            "Mówca {}",
            ("Strona główna", "Wiadomości", "Podcasty", "Wspomóż", "Zaloguj się"),
            "Co mówi Deklaracja",
            "Autor: {}",
            "Opublikowano 3 marca 2024, 17:00",
            "Posłuchaj · 4:35",
            "Używamy plików cookie, aby poprawić jakość usług. Akceptuj wszystkie",
            "Transkrypcja: Media Portowe. Wszelkie prawa zastrzeżone.",
            "© 2024 Media Portowe",
            "{} jest korespondentką sądową Mediów Portowych.",
            "Czytaj także",
            "Oklaski",
            "Muzyka",
            "Czas",
            "Tekst",
        ),
        "ru": Phrases(
            (("Анна", "Соколовская"), ("Борис", "Кравцов"), ("Вера", "Лебедева")),
            ("Ведущий", "Корреспондент", "Гость"),
            "Спикер {}",
            ("Главная", "Новости", "Подкасты", "Поддержать", "Войти"),
            "Что говорит Декларация",
            "Автор: {}",
            "Опубликовано 3 марта 2024, 17:00",
            "Слушать · 4:35",
            "Мы используем файлы cookie. Принять все",
            "Расшифровка: Портовые медиа. Все права защищены.",
            "© 2024 Портовые медиа",
            "{} — судебный корреспондент «Портовых медиа».",
            "Читайте также",
            "Аплодисменты",
            "Музыка",
            "Время",
            "Текст",
        ),
        "tr": Phrases(
            (("Elif", "Karahan"), ("Murat", "Özdemir"), ("Zeynep", "Aydoğan")),
            ("Sunucu", "Muhabir", "Konuk"),
            "Konuşmacı {}",
            ("Ana Sayfa", "Haberler", "Podcastler", "Bağış", "Giriş yap"),
            "Bildirge ne diyor",
            "Yazan: {}",
            "Yayın tarihi 3 Mart 2024, 17:00",
            "Dinle · 4:35",
            "Deneyiminizi geliştirmek için çerezler kullanıyoruz. Tümünü kabul et",
            "Deşifre: Liman Medya. Tüm hakları saklıdır.",
            "© 2024 Liman Medya",
            "{}, Liman Medya'nın adliye muhabiridir.",
            "İlgili haberler",
            "Alkışlar",
            "Müzik",
            "Zaman",
            "Metin",
        ),
        "ar": Phrases(
            (("ليلى", "الحداد"), ("عمر", "المنصوري"), ("سارة", "الخطيب")),
            ("المذيع", "المراسلة", "الضيف"),
            "المتحدث {}",
            ("الرئيسية", "الأخبار", "بودكاست", "تبرع", "تسجيل الدخول"),
            "ماذا يقول الإعلان",
            "بقلم {}",
            "نُشر في 3 مارس 2024 الساعة 17:00",
            "استمع · 4:35",
            "نستخدم ملفات تعريف الارتباط. قبول الكل",
            "النص: ميناء ميديا. جميع الحقوق محفوظة.",
            "© 2024 ميناء ميديا",
            "{} مراسلة الشؤون القضائية في ميناء ميديا.",
            "اقرأ أيضا",
            "تصفيق",
            "موسيقى",
            "الوقت",
            "النص",
        ),
        "zh": Phrases(
            (("王", "晓梅"), ("李", "建国"), ("陈", "思远")),
            ("主持人", "记者", "嘉宾"),
            "发言人{}",
            ("首页", "新闻", "播客", "捐款", "登录"),
            "宣言说了什么",
            "作者：{}",
            "发布于2024年3月3日 17:00",
            "收听 · 4:35",
            "我们使用Cookie来改善您的体验。全部接受",
            "文字整理：海港传媒。版权所有。",
            "© 2024 海港传媒",
            "{}是海港传媒的法律记者。",
            "相关阅读",
            "掌声",
            "音乐",
            "时间",
            "文本",
        ),
    }
)
