"""Common names in order of frequency, compiled by hand from public statistics.

Names are facts; the order stands in for counts where a country publishes only ranks.
"""

FIRST_NAMES = {
    ("de_DE", "female"): """
        Maria Ursula Monika Petra Elisabeth Sabine Renate Helga Karin Brigitte Ingrid Erika
        Andrea Gisela Claudia Susanne Gabriele Christa Christine Hildegard Anna Birgit Barbara
        Gertrud Heike Marianne Elke Martina Angelika Irmgard Inge Ute Elfriede Doris Marion Ruth
        Ulrike Hannelore Jutta Gerda Kerstin Ilse Anneliese Margarete Ingeborg Anja Edith Silke
        Beate Christiane Nicole Cornelia Stefanie Katrin Tanja Sandra Regina Annette Astrid Julia
        Anke Melanie Bettina Sonja Simone Katharina Nadine Silvia Anne Sarah Kathrin Daniela Eva
        Yvonne Manuela Christina Laura Lisa Jana Lena Johanna Vanessa Jessica Franziska Michelle
        Sophie Hannah Lea Leonie Mia Emma Emilia Lina Marie Charlotte Clara Paula Luisa Amelie
        Frieda Ida Ella Mila Lilly Nele Pia Theresa Antonia Carla Greta Helena Mathilda Nina
        Miriam Isabell
    """,
    ("de_DE", "male"): """
        Peter Michael Thomas Andreas Wolfgang Klaus Hans Stefan Christian Jürgen Günter Martin
        Werner Gerhard Frank Helmut Manfred Walter Uwe Bernd Horst Karl Heinz Dieter Matthias
        Heinrich Rainer Jörg Markus Alexander Joachim Rolf Kurt Ralf Rudolf Norbert Ulrich
        Herbert Daniel Harald Holger Torsten Jan Hermann Volker Dirk Jens Karsten Bernhard
        Reinhard Siegfried Otto Erich Gerd Georg Sven Johannes Tobias Sebastian Florian Franz
        Paul Axel Oliver Carsten Marco Philipp Fabian Felix Lukas Jonas Tim Maximilian Leon Simon
        David Nico Jannik Julian Moritz Niklas Ben Noah Finn Elias Luca Henry Emil Anton Jakob
        Oskar Theo Leo Luis Max Friedrich Konstantin Benedikt Christoph Robert Dennis Patrick
        Marcel René Kevin Mario Steffen Lars Malte Till Kai
    """,
    ("fr_FR", "female"): """
        Marie Nathalie Isabelle Sylvie Catherine Martine Christine Françoise Valérie Sandrine
        Stéphanie Véronique Sophie Céline Chantal Patricia Anne Brigitte Julie Monique Aurélie
        Laurence Nicole Annie Jacqueline Jeanne Émilie Christelle Dominique Corinne Caroline
        Élodie Virginie Laura Camille Laetitia Karine Delphine Michèle Florence Pauline Hélène
        Denise Claire Nadine Audrey Mélanie Suzanne Sarah Marine Léa Manon Chloé Emma Inès Jade
        Louise Alice Lina Mathilde Lucie Charlotte Anaïs Océane Clara Justine Juliette Margaux
        Zoé Eva Ambre Rose Anna Mila Romane Agathe Louna Jeannine Ginette Simone Yvonne Thérèse
        Odette Paulette Andrée Colette Josiane Danielle Évelyne Muriel Béatrice Élisabeth Pascale
        Agnès Cécile Fabienne Joëlle Maryse Geneviève Solange Amélie Noémie Morgane Élise
        Victoire Capucine Apolline
    """,
    ("fr_FR", "male"): """
        Jean Pierre Michel Philippe Alain Patrick Nicolas Christophe Christian Daniel Bernard
        Éric Frédéric Laurent Stéphane Olivier Pascal Julien Thierry Sébastien David Gérard
        Thomas Alexandre François Jacques Vincent André Didier Dominique Bruno Jérôme Guillaume
        Anthony Claude Marc Maxime Kévin Cédric Antoine Romain Robert Mathieu Franck Fabrice
        Hervé Serge Gilles Yves Xavier Benjamin Denis Benoît Fabien Florian Clément Lucas Hugo
        Théo Louis Quentin Alexis Gabriel Léo Raphaël Arthur Jules Adam Paul Nathan Enzo Ethan
        Noah Mathis Tom Baptiste Victor Martin Simon Valentin Adrien Grégory Ludovic Arnaud Joël
        Roger Georges René Marcel Henri Raymond Maurice Lucien Gaston Émile Rémi Damien Loïc
        Jonathan Samuel Aurélien Yann Tristan Maël Sacha Gaspard Axel Robin Dorian Corentin
        Charles Étienne
    """,
}

# Kanji (or kana) and reading of given names; the romanisation follows from the reading.
JAPANESE_FIRST_NAMES = {
    "female": """
        陽子=ヨウコ 恵子=ケイコ 久美子=クミコ 由美子=ユミコ 明美=アケミ 幸子=サチコ 和子=カズコ
        洋子=ヨウコ 裕子=ユウコ 真由美=マユミ 美穂=ミホ 直美=ナオミ 智子=トモコ 恵=メグミ
        香織=カオリ 美香=ミカ 舞=マイ 愛=アイ さくら=サクラ 葵=アオイ 結衣=ユイ 陽菜=ハルナ
        凛=リン 美咲=ミサキ 七海=ナナミ 彩=アヤ 未来=ミク 優花=ユウカ 桃子=モモコ 千尋=チヒロ
        京子=キョウコ 節子=セツコ 文子=フミコ 悦子=エツコ 礼子=レイコ 純子=ジュンコ 美紀=ミキ
        綾子=アヤコ 麻衣=マイ 春香=ハルカ 遥=ハルカ 里奈=リナ 菜々子=ナナコ 友美=トモミ
        麻美=アサミ 早紀=サキ 真理子=マリコ 理恵=リエ 由佳=ユカ 佳奈=カナ 沙織=サオリ 奈緒=ナオ
        瞳=ヒトミ 亜希子=アキコ 典子=ノリコ 弘子=ヒロコ 静香=シズカ 千代=チヨ 花子=ハナコ
        紗希=サキ 芽依=メイ 紬=ツムギ 莉子=リコ 心春=コハル ひなた=ヒナタ あかり=アカリ
        詩織=シオリ 栞=シオリ 絵里=エリ 美和=ミワ
    """,
    "male": """
        健一=ケンイチ 誠=マコト 隆=タカシ 浩=ヒロシ 学=マナブ 修=オサム 進=ススム 茂=シゲル
        豊=ユタカ 明=アキラ 勉=ツトム 清=キヨシ 博=ヒロシ 和夫=カズオ 幸雄=ユキオ 正=タダシ
        健=ケン 剛=ツヨシ 大輔=ダイスケ 直樹=ナオキ 拓也=タクヤ 翔太=ショウタ 健太=ケンタ
        達也=タツヤ 哲也=テツヤ 和也=カズヤ 英樹=ヒデキ 秀樹=ヒデキ 裕樹=ユウキ 康弘=ヤスヒロ
        雄太=ユウタ 亮=リョウ 淳=ジュン 徹=トオル 聡=サトシ 聡太郎=ソウタロウ 太郎=タロウ
        一郎=イチロウ 二郎=ジロウ 三郎=サブロウ 大翔=ヒロト 蓮=レン 颯太=ソウタ 悠斗=ユウト
        陽翔=ハルト 湊=ミナト 樹=イツキ 海斗=カイト 陸=リク 駿=シュン 翼=ツバサ 涼太=リョウタ
        智也=トモヤ 雅人=マサト 慎一=シンイチ 洋介=ヨウスケ 康介=コウスケ 晃=アキラ 治=オサム
        裕太=ユウタ 貴之=タカユキ 義雄=ヨシオ 昭=アキラ 光男=ミツオ 純一=ジュンイチ
        俊介=シュンスケ 直人=ナオト 真=マコト 航=ワタル 匠=タクミ
    """,
}

LAST_NAMES = {
    "de_DE": """
        Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch
        Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann
        Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze Maier Köhler
        Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn
        Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann
        Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt
        Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich
        Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer
    """,
}

# Kanji and reading of surnames after Faker's fifty, roughly by frequency.
JAPANESE_LAST_NAMES = """
    清水=シミズ 山崎=ヤマザキ 森=モリ 池田=イケダ 橋本=ハシモト 阿部=アベ 石川=イシカワ
    山下=ヤマシタ 中島=ナカジマ 石井=イシイ 小川=オガワ 前田=マエダ 岡田=オカダ 長谷川=ハセガワ
    藤田=フジタ 後藤=ゴトウ 近藤=コンドウ 村上=ムラカミ 遠藤=エンドウ 青木=アオキ 坂本=サカモト
    斉藤=サイトウ 福田=フクダ 太田=オオタ 西村=ニシムラ 藤井=フジイ 金子=カネコ 岡本=オカモト
    藤原=フジワラ 三浦=ミウラ 中野=ナカノ 中川=ナカガワ 原田=ハラダ 松田=マツダ 竹内=タケウチ
    小野=オノ 田村=タムラ 中山=ナカヤマ 和田=ワダ 石田=イシダ 森田=モリタ 上田=ウエダ 原=ハラ
    内田=ウチダ 柴田=シバタ 酒井=サカイ 宮崎=ミヤザキ 横山=ヨコヤマ 高木=タカギ 安藤=アンドウ
    宮本=ミヤモト 大野=オオノ 小島=コジマ 谷口=タニグチ 今井=イマイ 工藤=クドウ 高田=タカダ
    増田=マスダ 丸山=マルヤマ 杉山=スギヤマ 村田=ムラタ 大塚=オオツカ 新井=アライ 小山=コヤマ
    平野=ヒラノ 藤本=フジモト 河野=コウノ 上野=ウエノ 野口=ノグチ 武田=タケダ 松井=マツイ
    千葉=チバ 菅原=スガワラ 岩崎=イワサキ 久保=クボ 木下=キノシタ 佐野=サノ 野村=ノムラ
    松尾=マツオ 市川=イチカワ 菊地=キクチ 杉本=スギモト 古川=フルカワ 大西=オオニシ 島田=シマダ
    水野=ミズノ 桜井=サクライ 高野=タカノ 吉川=ヨシカワ 山内=ヤマウチ 西田=ニシダ 飯田=イイダ
    菊池=キクチ 西川=ニシカワ 小松=コマツ 北村=キタムラ 安田=ヤスダ 五十嵐=イガラシ 川口=カワグチ
    平田=ヒラタ 関=セキ 中田=ナカタ 久保田=クボタ 服部=ハットリ 東=ヒガシ 岩田=イワタ 土屋=ツチヤ
    川崎=カワサキ 福島=フクシマ 本田=ホンダ 辻=ツジ 樋口=ヒグチ 秋山=アキヤマ 田口=タグチ
    永井=ナガイ 山中=ヤマナカ 中西=ナカニシ 吉村=ヨシムラ 川上=カワカミ 大橋=オオハシ
    石原=イシハラ 松岡=マツオカ 浜田=ハマダ 馬場=ババ 森本=モリモト 矢野=ヤノ 浅野=アサノ
    松下=マツシタ 星野=ホシノ 大久保=オオクボ 吉岡=ヨシオカ 小池=コイケ 野田=ノダ 荒木=アラキ
    大谷=オオタニ 松浦=マツウラ 熊谷=クマガイ 黒田=クロダ 尾崎=オザキ 永田=ナガタ 川村=カワムラ
    望月=モチヅキ 田辺=タナベ 荒井=アライ 堀=ホリ
"""
