<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ModelsPage</name>
    <message numerus="yes">
        <source>%n more card(s) cannot be used.</source>
        <translation>
            <numerusform>%n more card cannot be used.</numerusform>
            <numerusform>%n more cards cannot be used.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message numerus="yes">
        <source>{done} of %n tile(s)</source>
        <translation>
            <numerusform>{done} of %n tile</numerusform>
            <numerusform>{done} of %n tiles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>{done} of %n photo</numerusform>
            <numerusform>{done} of %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>{done} of %n file</numerusform>
            <numerusform>{done} of %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveFlow</name>
    <message numerus="yes">
        <source>The results of %n photo(s) are not saved.</source>
        <translation>
            <numerusform>The results of %n photo are not saved.</numerusform>
            <numerusform>The results of %n photos are not saved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>{done} of %n photo</numerusform>
            <numerusform>{done} of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message numerus="yes">
        <source>Gone meanwhile and left out: %n photo(s).</source>
        <translation>
            <numerusform>Gone meanwhile and left out: %n photo.</numerusform>
            <numerusform>Gone meanwhile and left out: %n photos.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message numerus="yes">
        <source>Not usable: %n photo(s).</source>
        <translation>
            <numerusform>Not usable: %n photo.</numerusform>
            <numerusform>Not usable: %n photos.</numerusform>
        </translation>
    </message>
</context>
</TS>
